package dev.parley;

/** Starts a node. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.err.println("parley: not built yet");
  }
}
