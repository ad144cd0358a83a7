package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passwords at a terminal: never on the screen, also when they are refused or typed too early. */
class HiddenPasswordIT {
  private static final String NEW = "another donkey";

  /** Says that it is a Java 17, and then does nothing until it is ended. */
  private static final String SLOW_JAVA =
      """
      case "$*" in
        -version) echo 'openjdk version "17.0.1"' >&2 ;;
        *--warm-up*) exit 1 ;;
        *) echo "client started"; exec sleep 60 ;;
      esac
      """;

  @TempDir static Path directory;
  private static Cluster cluster;
  private static NodeProcess node;
  private static int users;
  private String fang;

  @BeforeAll
  static void start() {
    cluster = new Cluster(directory, Cluster.FOR_OUR_CLIENTS);
    node = cluster.start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void register() {
    Programs.assume("tmux", "bash");
    fang = "fang" + ++users;
    JsonClient.register(node.port(), fang);
  }

  private String password() {
    return JsonClient.password(fang);
  }

  @Test
  void telnet_hides_each_new_password_until_one_is_taken() {
    Programs.assume("inetutils-telnet");
    try (var telnet =
        Terminal.run("inetutils-telnet", "127.0.0.1", Integer.toString(node.port()))) {
      telnet.await("your user name:").type(fang).await("type your password:").type(password());
      telnet.await("choose one of three options").type("/password");
      telnet.await("your present password:").type("not the horse").await("a new password");
      telnet.type(NEW).await("do not match");
      telnet.await("present password:\n", 2).type(password()).await("a new password", 2);
      telnet.type("donkey").await("this one has 6").await("a new password", 3);
      telnet.type(NEW).await("Your password is changed.").type("2").await("Whom do you want");
      assertThat(telnet.everything()).doesNotContain("donkey", "horse").contains("2\n");
    }
  }

  @Test
  void the_terminal_client_hides_each_new_password_until_one_is_taken() {
    var client = client("--name", fang);
    try (var terminal = Terminal.run(Terminal.client(directory.resolve("s"), client))) {
      terminal.await("type your password").type(password()).await(" online");
      terminal.type("/password").await("present password").type(password());
      terminal.await("a new password").type("donkey").await("this one has 6");
      terminal.await("a new password").type("").await("Your password is not changed.");
      terminal.type("/password").await("present password").type("not the horse");
      terminal.await("a new password").type(NEW).await("do not match");
      terminal.await("present password").type(password()).await("a new password");
      terminal.type(NEW).await("Your password is changed.");
      assertThat(terminal.everything()).doesNotContain("donkey", "horse");
    }
  }

  @Test
  void a_password_that_is_typed_before_the_client_is_up_is_used_and_not_shown() throws Exception {
    var home = checkout();
    var called = home.resolve("called");
    java(
        home,
        "touch %s; exec %s/bin/java \"$@\"\n".formatted(called, System.getProperty("java.home")));
    try (var shell = shell(home)) {
      var command = String.join(" ", client("--name", fang, "--state", home + "/s"));
      shell.type("./run-client.sh " + command);
      awaitCall(called);
      shell.type(password()).await(" online");
      assertThat(shell.everything()).doesNotContain(password(), "New here?");
      shell.type("/quit").await("ready>", 2);
      awaitEcho(shell);
      // With a ticket nobody asks for a password: what is typed too early is nobody's message.
      Files.delete(called);
      shell.type("clear; ./run-client.sh --to " + fang + " " + command);
      awaitCall(called);
      shell.type(password()).await("was not used").await(" online");
      assertThat(shell.everything()).doesNotContain(password());
      shell.press("C-d").await("ready>");
    }
  }

  @Test
  void the_terminal_is_as_it_was_however_a_client_ends_that_is_not_up_yet() throws Exception {
    var home = checkout();
    java(home, SLOW_JAVA);
    try (var shell = shell(home)) {
      shell.type("./run-client.sh").await("client started").typePart("secret");
      shell.press("C-c").await("ready>", 2);
      awaitEcho(shell);
      shell.type("clear; ./run-client.sh & wait").await("Stopped").type("kill %1; fg");
      awaitEcho(shell);
      shell.type("clear; (sleep 2; kill $(pgrep -n -f bash.*run-client.sh)) & ./run-client.sh");
      shell.await("client started").await("ready>");
      awaitEcho(shell);
      Files.delete(home.resolve("target/parley.jar"));
      shell.type("clear; ./run-client.sh").await("The build failed").await("ready>");
      awaitEcho(shell);
      assertThat(shell.everything()).doesNotContain("secret");
    }
  }

  private static void awaitEcho(Terminal shell) {
    shell.type("clear; stty -a | grep -o ' -*echo ' | tr ' ' _").await("_echo_\nready>");
  }

  /** By the start script, which has a Java to find before it starts the client. */
  private static void awaitCall(Path called) {
    Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> Files.exists(called));
  }

  /** Puts a script in Java's place. */
  private static void java(Path home, String script) throws IOException {
    var java = Files.createDirectories(home.resolve("jdk/bin")).resolve("java");
    Files.writeString(java, "#!/usr/bin/env bash\n" + script);
    assertThat(java.toFile().setExecutable(true)).isTrue();
  }

  /** A shell in a checkout, with its Java. */
  private static Terminal shell(Path home) {
    var shell = Terminal.run("bash", "--norc", "-i");
    shell.type("cd " + home + "; export JAVA_HOME=$PWD/jdk; PS1='ready''> '; clear");
    return shell.await("ready>");
  }

  private static String[] client(String... options) {
    var all = new ArrayList<>(List.of("--cluster", cluster.name()));
    all.addAll(List.of("--multicast", cluster.multicast()));
    all.addAll(List.of(options));
    return all.toArray(String[]::new);
  }

  /** As the start script wants it, with a jar that only names what the tests run with. */
  private Path checkout() throws IOException {
    var home = Files.createDirectories(directory.resolve("home-" + fang));
    for (var script :
        List.of(
            "run-client.sh",
            "src/main/sh/launch.sh",
            "src/main/sh/java.sh",
            "src/main/sh/terminal.sh")) {
      Files.createDirectories(home.resolve(script).getParent());
      Files.copy(Path.of(script), home.resolve(script));
    }
    Files.createFile(home.resolve("pom.xml"));
    Files.createDirectories(home.resolve("target/lib"));
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath());
    var jar = Files.newOutputStream(home.resolve("target/parley.jar"));
    new JarOutputStream(jar, manifest).close();
    return home;
  }

  private static String classPath() throws IOException {
    var entries = new ArrayList<Path>();
    for (var entry :
        System.getProperty("parley.it.classpath", NodeProcess.CLASSPATH).split(":", -1)) {
      var path = Path.of(entry);
      if (!path.endsWith("*")) entries.add(path);
      else
        try (var jars = Files.list(path.getParent())) {
          jars.forEach(entries::add);
        }
    }
    return entries.stream().map(path -> path.toUri().toString()).collect(Collectors.joining(" "));
  }
}
