"""How it travels: Telegram, the preview page, the terminal. Channels do not know each other, the store or the shell."""
