package dev.parley.command;

import dev.parley.files.DiskRoom;
import dev.parley.store.StoreCopier;
import dev.parley.store.backup.BackupFile;
import dev.parley.store.backup.BackupManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The command that saves what a running node has. */
public final class BackupCommands {
  private static final int DONE = 0;
  private static final String API = "/api/backup";
  private static final int POLL_MS = 200;

  private BackupCommands() {}

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "Saves accounts and mail of a running node in a file, which parley restore takes.",
        "It has no node's identity and no key, but mail in plain text: keep it as private as the"
            + " data directory, and the key elsewhere."
      })
  static int backup(@Mixin NodeOptions node, @Parameters(paramLabel = "FILE") Path file) {
    if (Files.exists(file))
      throw refused(file + " exists: a backup overwrites nothing; give another name.");
    var api = node.api();
    var cluster = api.report("/api/cluster");
    var begin = api.post(API, "");
    // At Ctrl-C as well: the node is not to keep a copy that nobody fetches.
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> api.tryAsk("DELETE", API, ""), "end of the backup"));
    var origin =
        new BackupManifest.Origin(
            cluster.path("cluster").asText(),
            cluster.path("self").asText(),
            Instant.now(),
            begin.path("version").asText());
    await(api);
    var copy = node.directory().resolve(StoreCopier.DIRECTORY).resolve(StoreCopier.FILE);
    var made = write(file, copy, origin);
    System.out.println(
        "%s has %d KiB of %s, with the SHA-256 %s"
            .formatted(file, made.bytes() >> 10, origin.node(), made.sha256()));
    return DONE;
  }

  private static void await(NodeApi api) {
    for (; ; ) {
      var now = api.report(API);
      switch (now.path("state").asText()) {
        case "done" -> {
          return;
        }
        case "running" -> sleep();
        default -> throw refused("Nothing was saved: " + now.path("reason").asText());
      }
    }
  }

  private static BackupManifest write(Path file, Path copy, BackupManifest.Origin origin) {
    var parent = file.toAbsolutePath().getParent();
    try {
      return BackupFile.write(file, copy, origin, DiskRoom.at(parent == null ? file : parent));
    } catch (IOException e) {
      throw refused(file + " could not be written, and nothing was saved: " + e.getMessage());
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(POLL_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refused("interrupted: nothing was saved.");
    }
  }

  private static CommandProblem refused(String sentence) {
    return new CommandProblem(CommandProblem.REFUSED, sentence);
  }
}
