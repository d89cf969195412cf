"""Find a Chromium and a Chinese font for the browser tests, or install them, or say how to."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-noto-cjk")


def chromium() -> str | None:
    """Return a Chromium's path: the one named, the system's, or the one that Playwright downloaded."""
    named = os.environ.get("QUIZAPP_TEST_CHROMIUM")
    if named:
        return named
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def has_chinese_font() -> bool:
    """Say whether hanzi can be drawn; where fontconfig is missing the system has its own fonts."""
    if not shutil.which("fc-list"):
        return sys.platform != "linux"
    found = subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, text=True, check=False)
    return bool(found.stdout.strip())


def install() -> None:
    """Install what is missing with the system's package manager, or Playwright's own download."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES], check=False)
    if chromium() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> int:
    if chromium() is None or not has_chinese_font():
        install()
    if chromium() is None:
        print(
            "The browser tests need Chromium: apt install chromium (or set QUIZAPP_TEST_CHROMIUM).",
            file=sys.stderr,
        )
        return 1
    if not has_chinese_font():
        print("The browser tests need a Chinese font: apt install fonts-noto-cjk.", file=sys.stderr)
        return 1
    print(f"Browser: {chromium()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
