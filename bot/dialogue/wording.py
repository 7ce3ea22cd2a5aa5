"""The interface's own words in English, by key. Translations stand in `locales/*/LC_MESSAGES/interface.po`.

Placeholders are `{name}`. Emoji are signposts only. What an intent says is not here: it is in `intents/`.
"""

from __future__ import annotations

# The kinds of help that the contact menu offers, in its order, each with its sign.
NEEDS: dict[str, str] = {
    "legal_aid": "⚖️",
    "voluntary_return": "🧳",
    "asylum_application": "🛂",
    "reception": "🛏",
    "emergency_shelter": "🌙",
    "medical_help": "🩺",
    "psychological_help": "💬",
    "unaccompanied_minors": "🧒",
    "family_tracing": "👪",
    "trafficking": "⛓",
    "domestic_violence": "🏠",
    "sexual_violence": "🩹",
    "child": "🧸",
    "discrimination": "🟰",
    "worker_rights": "🛠",
    "work": "💼",
    "food": "🍲",
    "information": "ℹ️",
}

TEXTS: dict[str, str] = {
    # --- start and menus
    "welcome": "Welcome. This is Infopoint, a point of information for migrants in Belgium and Luxembourg.",
    "truth": "A machine answers here; no person reads this chat. Your messages are not kept after the answer. "
    "More: /privacy",
    "ask_or_choose": "Write your question in your own words and language, or choose a topic.",
    "choose_language": "Choose a language. You can also just write in yours.",
    "more_languages": "🌐 More languages",
    "languages": "🌐 Language",
    "language_set": "I now answer in: {language}.",
    "language_unserved": "I can't write {language} yet, so I answer in this language.",
    "stay_with": "🌐 Stay with {language}",
    "topics": "What is it about?",
    "menu": "☰ Topics",
    "back_menu": "← All topics",
    "menu_more": "More …",
    "help": "You can write a question, or use these commands:\n/menu topics\n/contacts addresses and phone numbers\n"
    "/lawyer a free lawyer\n/return going back by choice\n/emergency help in danger\n/hide hide this chat\n"
    "/language another language\n/privacy what is kept\n/forget erase everything",
    "cmd.start": "Begin",
    "cmd.menu": "All topics",
    "cmd.language": "Another language",
    "cmd.contacts": "Addresses and phone numbers",
    "cmd.return": "Going back by choice",
    "cmd.lawyer": "A free lawyer",
    "cmd.emergency": "Help in danger",
    "cmd.hide": "Hide this chat",
    "cmd.privacy": "What is kept",
    "cmd.forget": "Erase everything",
    "cmd.help": "How this works",
    "profile.short": "Information for migrants in Belgium and Luxembourg, with sources and dates. A machine answers.",
    "profile.long": "Ask in your own language: asylum, papers, work, health, going back by choice, a lawyer, "
    "a bed tonight. Staff wrote the answers; each shows its source and date. "
    "A machine answers and nobody reads this chat. "
    "In danger: 112.",
    "unknown_command": "I do not know this command.",
    "gone": "This button is old: what it pointed to is not there any more. Here are the topics.",
    # --- answers
    "you_ask": "You ask: {question}",
    "under_18": "Under 18?",
    "seen_dated": "The source is dated {dated}; we looked at it on {checked}.",
    "seen_undated": "The source has no date; we looked at it on {checked}.",
    "checked_on": "We looked at the sources on {date}.",
    "overdue": "We wanted to check this again by {date} and have not done it yet. Ask before you rely on it.",
    "draft": "No person has approved this translation yet. If something is unclear, look at the original.",
    "newer_text": "A newer text exists in the original language.",
    "not_in_language": "This text does not exist in {language} yet.",
    "rule_changed_on": "This rule changed on {date}. The old text could mislead you, so I do not show it. "
    "Please call one of these contact points.",
    "rule_changed": "This rule has changed. The old text could mislead you, so I do not show it. "
    "Please call one of these contact points.",
    "original": "Original text",
    "source": "🔗 Source",
    "helpful_yes": "👍 It helped",
    "helpful_no": "👎 It did not",
    "thanks_helped": "Thank you for telling.",
    "thanks_not_helped": "Thank you for telling. A person can help better than I can: here is how to reach one.",
    "did_you_mean": "I am not sure what you mean. Is it one of these?",
    "none_of_these": "None of these",
    "not_known": "I do not know the answer to that.",
    "elsewhere": "I know Belgium and Luxembourg only. For {country} I have no answer.",
    "here_is_what": "Here is what I can help with:",
    "keep": "🗂 Keep my question, without me",
    "kept": "I keep the question without you: no name, no number, no link to this chat. Staff may read it to write "
    "a better answer. Nobody answers it here. It is erased after {time}.",
    "keep_gone": "I do not have this question any more. You can write it again.",
    "also_asked": "You also asked: {question}",
    # --- countries
    "country.BE": "Belgium",
    "country.LU": "Luxembourg",
    "ask_country": "This answer is about {country}. Where are you?",
    "country_set": "I will answer for {country}.",
    "other_country": "The rule for {country} is different from where you are. This is what I have for your country.",
    "only_about": "This answer is about {country}. I have none for {here}.",
    # --- a person
    "human": "🧑 Talk to a person",
    "person": "No person reads this chat, and I can't pass your message on. These people answer, by phone or at a "
    "desk, in the languages shown:",
    "person_danger": "In danger now? This number works day and night:",
    # --- contacts and places
    "contacts.title": "📍 Contact points",
    "contacts.intro": "What kind of help do you look for?",
    "contacts.near": "📍 Near me",
    "contacts.more": "Other help",
    "contacts.none": "I know no contact point for that.",
    "contacts.call_first": "Opening hours and addresses change: call first, or check the website.",
    "contact.enforcement": "⚠️ This office can also decide on forced return.",
    "contact.languages": "Languages: {languages}",
    "contact.checked": "We looked this up on {date}; nobody has called to confirm it yet.",
    "contact.confirmed": "Confirmed by phone on {date}.",
    "hours.phone": "Phone:",
    "hours.desk": "Desk:",
    "day_and_night": "day and night",
    "open_now": "open now",
    "closed_now": "closed now",
    "free": "free",
    "place.ask": "Where are you? Write the name of a town, or send your location.",
    "place.send": "📍 Send my location",
    "place.forgotten": "I use it for this one answer and do not keep it.",
    "place.which": "Which town do you mean?",
    "place.not_found": "I do not know this town in Belgium or Luxembourg. Write the nearest bigger town.",
    "place.abroad": "This place is not in Belgium or Luxembourg. I only know contact points there.",
    "need.legal_aid": "A free lawyer",
    "need.voluntary_return": "Going back by choice",
    "need.asylum_application": "Asking for asylum",
    "need.reception": "A place in a centre",
    "need.emergency_shelter": "A bed tonight",
    "need.medical_help": "A doctor",
    "need.psychological_help": "Somebody to talk to",
    "need.unaccompanied_minors": "Under 18 and alone",
    "need.family_tracing": "Looking for family",
    "need.trafficking": "Forced to work",
    "need.domestic_violence": "Violence at home",
    "need.sexual_violence": "Rape, sexual violence",
    "need.child": "A child wants to talk",
    "need.worker_rights": "Trouble at work",
    "need.work": "Finding work",
    "need.food": "Something to eat",
    "need.discrimination": "Racism, discrimination",
    "need.information": "Information",
    # --- guides
    "guide_progress": "{title} · {number} of {total}",
    "guide_back": "← Back",
    "guide_stop": "Stop",
    "guide_again": "↺ Start again",
    "guide_continue": "▶ Go on with the questions",
    "guide_stopped": "I stopped the questions and forgot your answers.",
    "return_is_a_choice": "Going back is your own choice. You can change your mind until you leave. "
    "Talk to somebody independent first.",
    # --- danger
    "say_aloud": "What you can say on the phone:",
    "hide": "🙈 Hide this chat",
    "late": "We are back. Your question can be asked again. In danger, this number works day and night:",
    # --- hiding, forgetting, privacy
    "hidden": "I delete the messages of the last 48 hours here, yours and mine, where Telegram allows it. "
    "I can't delete older messages, the chat in your list, copies on other devices or your list of calls: "
    "delete the chat yourself too.",
    "forget_ask": "Shall I erase everything that is kept about this chat: language, country, open guide, "
    "waiting messages?",
    "forget_yes": "Yes, erase everything",
    "forget_no": "No",
    "forgotten": "Erased. I know nothing about this chat any more. If you write again, we start from the beginning.",
    "discreet_on": "From now on the first line of my messages is neutral and the rest is covered until you touch it.",
    "discreet_off": "My messages are shown openly again.",
    "discreet_buttons": "The buttons under them stay visible.",
    "discreet_offer": "🕶 Cover my messages",
    "discreet_stop": "👁 Show messages openly",
    "neutral": "There is a message for you.",
    "privacy_title": "🔒 What is kept",
    "privacy": "A machine answers. Nobody reads this chat.\n"
    "• The text of your messages is not kept after it is answered.\n"
    "• For this chat I keep under a code, not under your name: your language, the country, the guide you are in "
    "(one day), the topic you asked last. After 30 days without a message it is erased.\n"
    "• The code is a pseudonym: who holds the key could link it to the chat again.\n"
    "• Numbers are counted (how many questions on which topic), never who asked.\n"
    "• Telegram itself can see messages to bots. Do not send names, documents or case numbers.",
    "privacy_messages": "• So that you can hide this chat, the numbers of its messages are kept for 48 hours, "
    "encrypted. They say nothing of what was written.",
    "privacy_question": "• Only if you press “{button}”: the words of that one question, without names and numbers "
    "and without a link to this chat, for {time}.",
    "privacy_controller": "Who is responsible: {name}. Contact: {contact}. Data protection officer: {officer}. "
    "You can complain to: {office}.",
    "forget": "🗑 Erase everything",
    # --- other things than text
    "got.voice": "I can't listen to voice messages. Please write your question, or choose a topic.",
    "got.photo": "I can't look at pictures, and nobody else sees them here. Please do not send documents: "
    "delete the picture and write your question.",
    "got.document": "I can't open files, and nobody else sees them here. Please do not send documents: "
    "delete the file and write your question.",
    "got.sticker": "I can only read text. Write your question, or choose a topic.",
    "got.contact": "I do not need anybody's phone number and do not keep it. Please delete the message.",
    "got.live_location": "I do not follow live locations. Stop sharing it, and send the place once or write a town.",
    "got.other": "I can only read text. Write your question, or choose a topic.",
    "no_documents": "I did not look at the picture or file. Please do not send documents: delete it.",
    "edited": "I saw that you changed a message. If it is a new question, please send it as a new message.",
    "failed": "Something went wrong on my side, and I could not answer. Please write your question again.",
    "unreadable": "I could not read that. Please write it again in other words.",
    "too_fast": "That is a lot of messages at once. Please wait a minute. In danger, call:",
}
