package dev.parley.replica;

/** The store cannot do what it was asked; the message is a sentence for whoever runs the node. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StoreException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
