package dev.parley.client.io;

import dev.parley.chat.model.UserName;
import dev.parley.client.core.ChatClient;
import dev.parley.client.core.ClientEvent;
import dev.parley.client.core.CredentialState;
import dev.parley.client.core.History;
import dev.parley.client.core.Profile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** The parts of a client, for one user. */
public final class ClientSetup {
  private final ProfileStore profiles;
  private final Profile profile;
  private final History history;
  private final ServerDiscovery discovery;
  private final List<String> servers;
  private final Encryption encryption;

  private ClientSetup(
      ProfileStore profiles,
      Profile profile,
      ServerDiscovery discovery,
      List<String> servers,
      Encryption encryption)
      throws IOException {
    this.profiles = profiles;
    this.profile = profile;
    this.discovery = discovery;
    this.servers = servers;
    this.encryption = encryption;
    history = profiles.history();
  }

  public static ClientSetup open(ClientOptions options, String name) throws IOException {
    var profiles = ProfileStore.open(options.home(), options.cluster, UserName.of(name));
    var profile = profiles.profile(name, newClientId());
    var discovery =
        new ServerDiscovery(
            options.cluster, options.multicast.stream().map(ServerConnection::address).toList());
    return new ClientSetup(
        profiles,
        profile,
        discovery,
        options.allServers(),
        Encryption.open(options, profile.servers()));
  }

  public Encryption encryption() {
    return encryption;
  }

  /**
   * The servers that the client will try first: those that the user gave; without any, and without
   * one that is remembered, that which answers on this network.
   */
  public List<String> firstServers() {
    if (!servers.isEmpty()) return servers;
    if (!profile.servers().isEmpty()) return List.of();
    var answer = discovery.ask();
    answer.ifPresent(encryption::hint);
    return answer.map(found -> List.of(found.server())).orElse(List.of());
  }

  private static String newClientId() {
    return UUID.randomUUID().toString();
  }

  public History history() {
    return history;
  }

  /** Returns true if the user can be logged in without a question for a password. */
  public boolean hasCredentials() {
    return new CredentialState(profile).isReady();
  }

  /** The password that the client made itself and kept, or nothing. */
  public String keptPassword() {
    return profile.password();
  }

  public ProfileStore profiles() {
    return profiles;
  }

  /**
   * {@code made}: a generated password; it is kept with the profile. {@code isShownRooms}: whether
   * the screen knows messages of rooms.
   */
  public ClientRuntime runtime(
      Consumer<ClientEvent> screen, Optional<String> made, boolean isShownRooms) {
    var kept = made.map(profile::with).orElse(profile);
    if (made.isPresent()) profiles.save(kept); // before an account has it
    var chatClient = new ChatClient(kept, history, servers, ClientSetup::newClientId, isShownRooms);
    return new ClientRuntime(chatClient, profiles, discovery, encryption, screen);
  }

  public ClientRuntime runtime(Consumer<ClientEvent> screen) {
    return runtime(screen, Optional.empty(), true);
  }
}
