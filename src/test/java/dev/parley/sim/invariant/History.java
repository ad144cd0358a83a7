package dev.parley.sim.invariant;

import java.util.List;

/** Holds every observation against every invariant. */
public final class History {
  private final List<Invariant> invariants =
      List.of(
          new ViewAgreement(),
          new BaseAgreement(),
          new DigestAgreement(),
          new MonotoneEpochs(),
          new SelfInclusion(),
          new SinglePromise(),
          new DisjointEpochs(),
          new FrozenSilence(),
          new FifoOrder(),
          new CausalDelivery(),
          new NoDuplicate(),
          new DotIdentity(),
          new VirtualSynchrony(),
          new HonestReplication(),
          new Integrity(),
          new NoNeedlessChange(),
          new BufferSafety(),
          new BoundedBuffers(),
          new SettledTogether(),
          new LargestWins(),
          new WillingLeave(),
          new HonestAcceptance(),
          new ShownIsKept(),
          new ShownOnce(),
          new SenderOrder(),
          new AnswersAfterQuestions(),
          new MailboxFirst(),
          new NeverAgain());

  private long observations;

  public void observe(Observation observation) {
    observations++;
    for (var invariant : invariants) invariant.check(observation);
  }

  /** How much there was to check. */
  public long observations() {
    return observations;
  }
}
