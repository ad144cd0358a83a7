package dev.parley.transport.clients;

import akka.actor.typed.ActorRef;
import akka.util.ByteString;
import java.util.ArrayList;
import java.util.List;

/** A wire that remembers what it is told. */
public final class RecordingWire implements Wire<ByteString> {
  public final List<List<ByteString>> writes = new ArrayList<>();
  public int reads;
  public boolean isFinished;
  public int finishes;

  @Override
  public ActorRef<?> socket() {
    throw new AssertionError("nobody watches it");
  }

  @Override
  public boolean isHalfClosable() {
    return true;
  }

  @Override
  public void read() {
    reads++;
  }

  @Override
  public void write(List<ByteString> pieces) {
    writes.add(pieces);
  }

  @Override
  public void finish() {
    isFinished = true;
    finishes++;
  }

  @Override
  public void abort() {}

  @Override
  public void release() {}
}
