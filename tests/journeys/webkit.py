"""A window of WebKitGTK that keeps what its pages store, in a folder: `python webkit.py FOLDER`.

Under a driver, the browser that comes with WebKitGTK keeps everything in memory, as for private reading: nothing would
lie on the disk that could be looked at. WebKitWebDriver starts this in its place, and asks it for the window.
"""

from __future__ import annotations

import ctypes
import sys
from ctypes import c_char_p, c_int, c_ulong, c_void_p
from typing import Any

LIBRARY = "webkit2gtk-4.1"
OBJECT = ctypes.CFUNCTYPE(c_void_p, c_void_p, c_void_p)
NOTHING = ctypes.CFUNCTYPE(None, c_void_p, c_void_p, c_void_p)


def main(folder: str) -> None:
    """Opens what the driver asks for, until it is ended."""
    gtk, webkit = ctypes.CDLL("libgtk-3.so.0"), ctypes.CDLL(f"lib{LIBRARY}.so.0")
    gobject = ctypes.CDLL("libgobject-2.0.so.0")

    def one(library: ctypes.CDLL, name: str, *given: Any) -> int:
        call = library[name]
        call.restype = c_void_p
        return int(call(*given) or 0)

    def hears(source: int, signal: bytes, answer: Any) -> None:
        call = ctypes.cast(answer, c_void_p)
        one(gobject, "g_signal_connect_data", c_void_p(source), signal, call, None, None, 0)

    gtk.gtk_init(None, None)
    places = [b"base-data-directory", f"{folder}/data".encode()]
    places += [b"base-cache-directory", f"{folder}/cache".encode()]
    store = one(webkit, "webkit_website_data_manager_new", *map(c_char_p, places), None)
    context = one(webkit, "webkit_web_context_new_with_website_data_manager", c_void_p(store))
    one(webkit, "webkit_web_context_set_automation_allowed", c_void_p(context), 1)
    kind = webkit.webkit_web_view_get_type
    kind.restype = c_ulong

    @OBJECT
    def view(_session: int, _given: int) -> int:
        shown = [c_char_p(b"web-context"), c_void_p(context)]
        driven = [c_char_p(b"is-controlled-by-automation"), c_int(1)]
        made = one(gobject, "g_object_new", c_ulong(kind()), *shown, *driven, None)
        window = one(gtk, "gtk_window_new", 0)
        one(gtk, "gtk_window_set_default_size", c_void_p(window), 820, 1180)
        one(gtk, "gtk_container_add", c_void_p(window), c_void_p(made))
        one(gtk, "gtk_widget_show_all", c_void_p(window))
        return made

    @NOTHING
    def begun(_context: int, session: int, _given: int) -> None:
        # What the driver asks for, if it is not told otherwise.
        about = one(webkit, "webkit_application_info_new")
        one(webkit, "webkit_application_info_set_name", c_void_p(about), b"MiniBrowser")
        of = "webkit_automation_session_set_application_info"
        one(webkit, of, c_void_p(session), c_void_p(about))
        hears(session, b"create-web-view", view)

    hears(context, b"automation-started", begun)
    gtk.gtk_main()


if __name__ == "__main__":
    main(sys.argv[1])
