package dev.parley;

import dev.parley.config.NodeSettings;

/** What the settings make of a node, for an operator who has changed them; starts nothing. */
final class SettingsCheck {
  private static final int DONE = 0;

  private SettingsCheck() {}

  static int run(NodeSettings settings) {
    var ports = settings.ports();
    var key = settings.key().insecure() ? "none" : NodeKey.place(settings).file().toString();
    System.out.printf(
        "The settings are good.%n  cluster  %s%n  clients  %s%n  members  %s%n  page     port %d%n"
            + "  key      %s%n  data     %s%n",
        settings.cluster(),
        settings.client(),
        SettingsMapping.busForMembers(settings),
        ports.http(),
        key,
        settings.data());
    return DONE;
  }
}
