"""Settings: config/ and the environment, read, checked as a whole and frozen.

In: a home and the environment. Out: Settings, or one SettingsError with every problem by file and key; shipped files.
Never: reads a secret from TOML, echoes a value that may be one, writes anything, or talks to the network.
"""

from nettools.settings.loading import load_settings
from nettools.settings.model import (
    CanvasSettings,
    DatabaseSettings,
    Limits,
    MailSettings,
    Organiser,
    PortalSettings,
    SettingDescription,
    Settings,
    ZoomSettings,
    described,
)
from nettools.settings.secrets import Secret
from nettools.settings.shipped import read_config, read_template, shipped, shipped_files

__all__ = [
    "CanvasSettings",
    "DatabaseSettings",
    "Limits",
    "MailSettings",
    "Organiser",
    "PortalSettings",
    "Secret",
    "SettingDescription",
    "Settings",
    "ZoomSettings",
    "described",
    "load_settings",
    "read_config",
    "read_template",
    "shipped",
    "shipped_files",
]
