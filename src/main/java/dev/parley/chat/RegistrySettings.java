package dev.parley.chat;

/**
 * How the voters are chosen. {@code lastSurvivor}: half of them will do when the others are proven
 * dead. A member votes when it has been in the view for {@code promoteMs}, and no more when it has
 * been missing for {@code demoteMs}; at once, a short pause of the network would change the voters
 * twice.
 */
public record RegistrySettings(boolean lastSurvivor, long promoteMs, long demoteMs) {
  public static final RegistrySettings DEFAULT = of(true);

  public static RegistrySettings of(boolean lastSurvivor) {
    return new RegistrySettings(lastSurvivor, 1_000, 3_000);
  }
}
