"""The container files, without an engine: linted and resolved by the real tools, and their promises read off."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import compose
import yaml

from tests.worlds import ROOT


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(part) for part in command], cwd=ROOT, capture_output=True, text=True, check=False)


def resolved() -> dict[str, Any]:
    """The compose file as Docker Compose itself reads it."""
    tool = Path(compose.__file__).parent / "docker-compose"
    done = run(tool, "-f", "docker-compose.yml", "config")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = yaml.safe_load(done.stdout)
    return found


def test_the_dockerfile_passes_the_linter() -> None:
    done = run(Path(sys.executable).parent / "hadolint", "Dockerfile")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_image_is_glibc_without_root_with_a_healthcheck() -> None:
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    stages = [line for line in lines if line.startswith("FROM ")]
    assert len(stages) == 2 and all("bookworm" in stage for stage in stages), "multi-stage, glibc"
    assert "USER 10001" in lines
    assert any(line.startswith("HEALTHCHECK") for line in lines)
    assert any("--require-hashes" in line for line in lines)


def test_compose_resolves_and_keeps_the_data_and_the_page_to_this_machine() -> None:
    bot = resolved()["services"]["bot"]
    assert bot["read_only"] is True and bot["cap_drop"] == ["ALL"]
    assert [volume["target"] for volume in bot["volumes"]] == ["/data"]
    assert bot["ports"][0]["host_ip"] == "127.0.0.1"


def test_every_variable_in_the_container_files_is_a_setting() -> None:
    from bot.settings import PREFIX, Settings

    known = {PREFIX + name.upper() for name in Settings.model_fields}
    used = set(resolved()["services"]["bot"]["environment"])
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    used |= {word.split("=")[0] for word in dockerfile.split() if word.startswith(PREFIX)}
    assert used <= known, used - known
