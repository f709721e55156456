package dev.palisade.raft.replica;

/** The cluster works at a feature level that this program does not know: it must not take part. */
public final class NewerFeatureLevelException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  NewerFeatureLevelException(int level, int supported) {
    super(
        ("the cluster works at feature level %d, and this program knows levels up to %d: run the"
                + " version that this node ran before, or a newer one; its data is as it was")
            .formatted(level, supported));
  }
}
