"""A way to a server on this machine that can be cut as a network is: packets vanish, and nobody says so."""

import ctypes
import socket
import struct
import threading
from contextlib import suppress

SO_ATTACH_FILTER, SO_DETACH_FILTER = 26, 27  # asm-generic/socket.h
DROP_ALL = struct.pack("HBBI", 0x06, 0, 0, 0)  # BPF_RET of 0 bytes: the kernel drops what arrives, unanswered


class CuttableLink:
    """Passes what comes to its `port` on to the port `target`; use it in a `with` statement.

    While it is cut, the kernel takes no packet from either side: none is acknowledged, and none refused.
    """

    def __init__(self, target):
        self.target = target
        self.whole = threading.Event()
        self.whole.set()
        self.ends, self.threads = [], []

    def __enter__(self):
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        self._start(self._take_in)
        return self

    def __exit__(self, *exception):
        self.mend()
        shut(self.door, *self.ends)
        for thread in self.threads:
            thread.join(timeout=20)
        for end in (self.door, *self.ends):
            end.close()

    def cut(self):
        """Let every packet vanish from now on."""
        self.whole.clear()
        program = ctypes.create_string_buffer(DROP_ALL)
        everything = struct.pack("HP", 1, ctypes.addressof(program))
        for end in (self.door, *self.ends):
            end.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, everything)

    def mend(self):
        """Let packets through again, those that are sent once more among them."""
        if not self.whole.is_set():
            for end in (self.door, *self.ends):
                end.setsockopt(socket.SOL_SOCKET, SO_DETACH_FILTER, 0)
        self.whole.set()

    def _start(self, *work):
        thread = threading.Thread(target=work[0], args=work[1:], daemon=True)
        self.threads.append(thread)
        thread.start()

    def _take_in(self):
        with suppress(OSError):  # the end
            while True:
                near, _address = self.door.accept()
                self.ends.append(near)
                try:
                    far = socket.create_connection(("127.0.0.1", self.target))
                except OSError:
                    shut(near)
                    continue
                self.ends.append(far)
                self._start(self._pass_on, near, far)
                self._start(self._pass_on, far, near)

    def _pass_on(self, source, sink):
        with suppress(OSError):  # one of the two sides has gone
            while data := source.recv(65536):
                self.whole.wait()
                sink.sendall(data)
        self.whole.wait()
        shut(source, sink)


def shut(*ends):
    """Tell those at the other side of `ends`, and the threads that read from them, that it is over."""
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
