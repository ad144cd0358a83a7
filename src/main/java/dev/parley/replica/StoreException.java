package dev.parley.replica;

/** The store cannot carry out a request; the message is a sentence for the operator of the node. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StoreException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
