package dev.parley.client.io;

import dev.parley.client.ClientMain;
import dev.parley.client.core.Courier;
import dev.parley.client.core.Happening;
import dev.parley.client.core.History;
import dev.parley.client.core.Identification;
import dev.parley.client.core.Profile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** The parts of a client, for one user. */
public final class Setup {
  private final Notebook notebook;
  private final Profile profile;
  private final History history;
  private final Discovery discovery;
  private final List<String> servers;

  private Setup(Notebook notebook, Profile profile, Discovery discovery, List<String> servers)
      throws IOException {
    this.notebook = notebook;
    this.profile = profile;
    this.discovery = discovery;
    this.servers = servers;
    history = notebook.history();
  }

  public static Setup open(ClientMain options, String name) throws IOException {
    var notebook = Notebook.open(options.home(), options.cluster, name);
    var profile = notebook.profile(name, newClientId());
    var discovery =
        new Discovery(options.cluster, options.multicast.stream().map(Link::address).toList());
    return new Setup(notebook, profile, discovery, options.servers);
  }

  private static String newClientId() {
    return UUID.randomUUID().toString();
  }

  public History history() {
    return history;
  }

  /** Says whether the user can be logged in without being asked for a password. */
  public boolean hasCredentials() {
    return new Identification(profile).isReady();
  }

  /** The password that the client made itself and kept, or nothing. */
  public String keptPassword() {
    return profile.password();
  }

  public Notebook notebook() {
    return notebook;
  }

  /** {@code made}: a password that nobody has typed; it is kept with the profile. */
  public Program program(Consumer<Happening> screen, Optional<String> made) {
    var kept = made.map(profile::with).orElse(profile);
    if (made.isPresent()) notebook.save(kept); // before an account has it
    var courier = new Courier(kept, history, servers, Setup::newClientId);
    return new Program(courier, notebook, discovery, screen);
  }

  public Program program(Consumer<Happening> screen) {
    return program(screen, Optional.empty());
  }
}
