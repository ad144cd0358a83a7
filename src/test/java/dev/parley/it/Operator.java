package dev.parley.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;

/** What an operator has of a node: its data directory, with the token in it. */
final class Operator {
  private final int port;
  private final Path data;

  /** {@code port} is that of the clients, {@code data} the data directory. */
  Operator(int port, Path data) {
    this.port = port;
    this.data = data;
  }

  String token() throws IOException {
    return Files.readString(data.resolve("admin-token")).strip();
  }

  /** A request that shows the token. */
  HttpRequest.Builder request(String path) throws IOException {
    return HttpRequest.newBuilder(page(port, path)).header("Authorization", "Bearer " + token());
  }

  /** An address at the page of the node with this port for clients. */
  static URI page(int port, String path) {
    return URI.create("http://127.0.0.1:" + (port + 20_000) + path);
  }
}
