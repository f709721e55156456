package dev.palisade.sim.oracle;

/**
 * What clients saw, in real time: every completed operation has a place among the revisions, and
 * the places must agree with the order in which operations ended and began. Together with {@link
 * AppliedLog#read}, which compares what was read with the state of its revision, this is
 * linearizability (Herlihy and Wing 1990). Operations are whatever prints well. Not thread-safe.
 */
public final class History {
  private long completedRevision;
  private Object completedBy = "the empty store";

  /** What a later operation has to respect; an operation that begins takes it along. */
  public record Begun(long completedRevision, Object by) {}

  public Begun begin() {
    return new Begun(completedRevision, completedBy);
  }

  /** An operation that changed nothing, or read, ended: it saw the state of this revision. */
  public void read(Object operation, Begun begun, long atRevision) {
    if (atRevision < begun.completedRevision) {
      throw new Violation(
          Oracle.LINEARIZABILITY,
          "%s saw revision %d, but %s had completed at revision %d before it began"
              .formatted(operation, atRevision, begun.by, begun.completedRevision));
    }
    completed(operation, atRevision);
  }

  /** A read as of a revision ended, and the node said that there is no such revision yet. */
  public void isToCome(Object operation, Begun begun, long asOfRevision) {
    if (asOfRevision <= begun.completedRevision) {
      throw new Violation(
          Oracle.LINEARIZABILITY,
          "%s was told that revision %d is to come, but %s had completed at revision %d before"
              .formatted(operation, asOfRevision, begun.by, begun.completedRevision));
    }
  }

  /** An operation ended that made this revision. */
  public void wrote(Object operation, Begun begun, long atRevision) {
    if (atRevision <= begun.completedRevision) {
      throw new Violation(
          Oracle.LINEARIZABILITY,
          "%s made revision %d, but %s had completed at revision %d before it began"
              .formatted(operation, atRevision, begun.by, begun.completedRevision));
    }
    completed(operation, atRevision);
  }

  private void completed(Object operation, long atRevision) {
    if (atRevision > completedRevision) {
      completedRevision = atRevision;
      completedBy = operation;
    }
  }
}
