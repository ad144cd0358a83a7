package dev.parley;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.config.SystemPath;
import dev.parley.store.KeyStore;
import java.util.Base64;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The commands that ask no node. */
final class LocalCommands {
  private static final int DONE = 0;

  /** Characters of a line in a PEM file. */
  private static final int PEM_LINE = 64;

  private LocalCommands() {}

  /** What the program of a node does with a flag and more; {@link Parley} starts it itself. */
  private static int node(String flag, String... more) {
    return new CommandLine(new Main()).execute(Parley.with(flag, more));
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "check-config",
      description = "Reads the settings as a node would, with the same flags, and starts nothing.")
  static int checkConfig(@Parameters(paramLabel = "FLAGS", arity = "0..*") String[] flags) {
    return node("--check-config", flags);
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "Makes a new member of what parley backup has saved; with the flags of a node.",
        "Its data directory must have no node in it; start the node afterwards."
      })
  static int restore(
      @Parameters(paramLabel = "FILE") String file,
      @Parameters(paramLabel = "FLAGS", arity = "0..*") String[] flags) {
    return node("--restore", Parley.with(file, flags));
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Makes a key file for a cluster (--cluster NAME).")
  static int mkkey(@Parameters(paramLabel = "FILE") String file) {
    return node("--new-key", file);
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "rotate-key",
      description = "Takes the next step of replacing a key (--tickets, --authority, --now).")
  static int rotateKey(@Parameters(paramLabel = "FILE") String file) {
    return node("--rotate-key", file);
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "ca-cert",
      description = {
        "Prints the certificate of the cluster's authority, which browsers and IRC clients import.",
        "It is no secret; the rest of the key file is."
      })
  static int caCert(@Parameters(paramLabel = "KEYFILE") String file) {
    var key = KeyStore.at(SystemPath.of("KEYFILE", file), "").read();
    var authority = key.authority();
    if (authority.isEmpty())
      return Parley.complain("The file has no authority: a node that starts with it adds one.");
    var lines = Base64.getMimeEncoder(PEM_LINE, "\n".getBytes(UTF_8));
    var der = authority.get().certificates().get(0).der();
    System.out.println("-----BEGIN CERTIFICATE-----");
    System.out.println(lines.encodeToString(der));
    System.out.println("-----END CERTIFICATE-----");
    return DONE;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Prints a script for bash (and zsh) that completes these commands.")
  static int completion() {
    System.out.print(AutoComplete.bash("parley", Parley.line()));
    return DONE;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "Starts three nodes in this terminal, with two users, to try.",
        "Ctrl-C ends all of it, and keeps nothing."
      })
  static int demo() {
    return Demo.run();
  }
}
