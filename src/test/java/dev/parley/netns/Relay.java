package dev.parley.netns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * A program that runs in the namespace of the bridge: whoever connects to its local socket and
 * writes "host port" and a line feed is connected there, across the bridge. Local sockets are the
 * one kind that a network namespace does not confine.
 */
final class Relay {
  private static final int CONNECT_PATIENCE_MS = 2_000;
  private static final int BUFFER_BYTES = 16_384;
  private static final int MAX_TARGET_BYTES = 64;

  private Relay() {}

  /** {@code arguments[0]}: the path of the socket. Ends when its standard input does. */
  public static void main(String[] arguments) throws IOException {
    var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(arguments[0]));
    start(() -> acceptAll(server));
    System.out.println("relay ready");
    while (System.in.read() >= 0) {
      // Nobody writes; the end says that the test is gone.
    }
    System.exit(0);
  }

  private static void acceptAll(ServerSocketChannel server) {
    try {
      while (true) {
        var client = server.accept();
        start(() -> serve(client));
      }
    } catch (IOException e) {
      System.exit(1);
    }
  }

  private static void serve(SocketChannel client) {
    try {
      var target = target(client).split(" ", -1);
      var node = SocketChannel.open();
      node.setOption(StandardSocketOptions.TCP_NODELAY, true);
      node.socket()
          .connect(
              new InetSocketAddress(target[0], Integer.parseInt(target[1])), CONNECT_PATIENCE_MS);
      start(() -> pump(client, node));
      pump(node, client);
    } catch (IOException e) {
      close(client);
    }
  }

  private static String target(ByteChannel client) throws IOException {
    var line = new StringBuilder();
    var one = ByteBuffer.allocate(1);
    while (line.length() < MAX_TARGET_BYTES) {
      one.clear();
      if (client.read(one) < 0) throw new IOException("ended before its target");
      if (one.get(0) == '\n') return line.toString();
      line.append((char) one.get(0));
    }
    throw new IOException("no target: " + line);
  }

  /** Either direction's end is the end of both: a killed node's client must notice at once. */
  private static void pump(SocketChannel from, SocketChannel to) {
    var buffer = ByteBuffer.allocate(BUFFER_BYTES);
    try {
      while (from.read(buffer.clear()) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) to.write(buffer);
      }
    } catch (IOException e) {
      // The other end learns of it by its own.
    } finally {
      close(from);
      close(to);
    }
  }

  private static void close(ByteChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing is left to be done with it.
    }
  }

  private static void start(Runnable task) {
    var thread = new Thread(task, "relay");
    thread.setDaemon(true);
    thread.start();
  }
}
