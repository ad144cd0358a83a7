package dev.parley.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The client without a terminal, as a program has it: JSON lines in and out. */
public final class ClientProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private ClientProcess(Process process) {
    this.process = process;
    output = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Of a user that {@link JsonClient#register} made; {@code to} is whom it may write to. */
  public static ClientProcess start(Cluster cluster, Path directory, String name, String to)
      throws IOException {
    var network = List.of("--cluster", cluster.name(), "--multicast", cluster.multicast());
    var options = new ArrayList<>(network);
    options.addAll(List.of("--name", name, "--to", to, "--json"));
    var command =
        new ArrayList<>(
            List.of(Terminal.client(directory.resolve("state"), options.toArray(String[]::new))));
    command.remove("-Dparley.terminal=true");
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("PARLEY_PASSWORD", JsonClient.password(name));
    return new ClientProcess(builder.start());
  }

  /** The next line of its output; throws {@link IOException} at the end of it. */
  public String line() throws IOException {
    @Nullable String line = output.readLine();
    if (line == null) throw new IOException("the client has ended");
    return line;
  }

  /** A line for its input. */
  public void write(String line) throws IOException {
    var input = process.getOutputStream();
    input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    input.flush();
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    Termination.terminate(process.toHandle());
  }
}
