package dev.parley.tls;

/** What the holder of a certificate does in a handshake (RFC 5280, section 4.2.1.12). */
enum Purpose {
  SERVES("1.3.6.1.5.5.7.3.1"),
  DIALS("1.3.6.1.5.5.7.3.2");

  private final String identifier;

  Purpose(String identifier) {
    this.identifier = identifier;
  }

  /** As certificates name it. */
  String identifier() {
    return identifier;
  }
}
