package dev.parley.session.dialect;

/** The version of this server, as clients and operators read it. */
public final class ServerVersion {
  public static final String TEXT = "0.1.0";

  private ServerVersion() {}
}
