package dev.parley.config;

import java.nio.file.Path;

/** Where a certificate of the operator's own is, with those up to its authority, and its key. */
public record CertificateFiles(Path certificates, Path key) {}
