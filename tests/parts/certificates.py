"""A certificate authority of the tests' own, and servers' certificates signed by it."""

import ssl
from pathlib import Path

import trustme


class Authority:
    """
    A certificate authority in a directory.

    ``ca_file`` is what a client must be told; ``certificate`` and ``key`` are
    a server's, valid for the names given.
    """

    def __init__(self, directory: Path, *names: str):
        directory.mkdir(parents=True, exist_ok=True)
        self.ca_file = directory / "ca.pem"
        self.certificate = directory / "server.pem"
        self.key = directory / "server.key"
        self._write(names or ("localhost", "127.0.0.1"))

    def _write(self, names: tuple[str, ...]) -> None:
        authority = trustme.CA()
        issued = authority.issue_cert(*names)
        authority.cert_pem.write_to_path(str(self.ca_file))
        issued.private_key_pem.write_to_path(str(self.key))
        chain = b"".join(blob.bytes() for blob in issued.cert_chain_pems)
        self.certificate.write_bytes(chain)

    def server_context(self) -> ssl.SSLContext:
        """What a server in this process needs to speak TLS."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context

    def client_context(self) -> ssl.SSLContext:
        """What a client needs to believe that server, and nobody else."""
        return ssl.create_default_context(cafile=str(self.ca_file))
