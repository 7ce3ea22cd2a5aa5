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


def resolved(*profiles: str) -> dict[str, Any]:
    """The compose file as Docker Compose itself reads it."""
    tool = Path(compose.__file__).parent / "docker-compose"
    done = run(tool, "-f", "docker-compose.yml", *(f"--profile={name}" for name in profiles), "config")
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


def test_the_scale_profile_is_replicas_on_one_database_behind_tls() -> None:
    assert set(resolved()["services"]) == {"bot"}
    services = resolved("scale")["services"]
    assert set(services) == {"bot", "replica", "postgres", "caddy", "metrics"}
    replica = services["replica"]
    assert replica["deploy"]["replicas"] == 2 and "ports" not in replica and "volumes" not in replica
    assert replica["read_only"] is True and replica["cap_drop"] == ["ALL"]
    assert replica["environment"]["INFOPOINT_DATABASE_URL"].startswith("postgresql+asyncpg://infopoint:")
    assert "ports" not in services["postgres"], "the database is nobody else's"
    assert services["metrics"]["ports"][0]["host_ip"] == "127.0.0.1"
    caddy = (ROOT / "ops/Caddyfile").read_text("utf-8")
    path = replica["environment"]["INFOPOINT_WEBHOOK_URL"].partition("localhost")[2]
    port = replica["environment"]["INFOPOINT_WEBHOOK_LISTEN"].rpartition(":")[2]
    assert f"handle {path} {{" in caddy and f"dynamic a replica {port}" in caddy


def test_every_variable_in_the_container_files_is_a_setting() -> None:
    from bot.settings import PREFIX, Settings

    known = {PREFIX + name.upper() for name in Settings.model_fields}
    services = resolved("scale")["services"]
    used = {name for bot in ("bot", "replica") for name in services[bot]["environment"]}
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    used |= {word.split("=")[0] for word in dockerfile.split() if word.startswith(PREFIX)}
    assert used <= known, used - known
