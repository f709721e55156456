package dev.palisade.kv.state;

import dev.palisade.kv.state.Command.RangeQuery;
import dev.palisade.kv.state.Outcome.RangeResult;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The state as it was after some batch, to be read beside the thread that applies. For one thread;
 * to be closed soon, for the store keeps what it shows.
 */
public final class StateView implements AutoCloseable {
  /** Versions that a walk passes between two calls of its check. */
  private static final int CHECKED_EVERY = 1_024;

  /** Whether to go on with a long read; called now and then. */
  public interface Check {
    /**
     * Returns if the read may go on.
     *
     * @throws RuntimeException if it must not; it comes out of the read
     */
    void mayGoOn();
  }

  private final Store snapshot;
  private final Position position = new Position();
  private final Keyspace keyspace;
  private final Past past;

  private StateView(Store snapshot) {
    this.snapshot = snapshot;
    byte[] row = snapshot.get(Layout.POSITION_KEY);
    if (row != null) {
      position.readRow(row);
    }
    StateHash unused = new StateHash(0, 0);
    Epochs epochs = new Epochs(unused);
    epochs.load(snapshot);
    keyspace = new Keyspace(snapshot, unused, new RevisionLog(unused));
    past = new Past(snapshot, position, epochs);
  }

  /** Of a store in which batches are whole, as the state machine writes them. */
  static StateView of(Store store) {
    Store snapshot = store.snapshot();
    try {
      return new StateView(snapshot);
    } catch (RuntimeException e) {
      snapshot.close();
      throw e;
    }
  }

  /** Reads a range that is within its limits. */
  public Query.Answer read(Query.Range query, Check check) {
    Limits.Breach breach = Limits.check(query);
    if (breach != null) {
      return new Query.Answer.Refused(new Outcome.Invalid(breach.message()));
    }
    return switch (past.resolve(query.at())) {
      case Past.Resolved.At(var revision) ->
          new Query.Answer.Ranged(range(query.query(), revision, check), revision);
      case Past.Resolved.Unreadable(var reason) -> new Query.Answer.Refused(reason);
    };
  }

  private RangeResult range(RangeQuery query, long atRevision, Check check) {
    if (Keys.isEmpty(query.range())) {
      return AnswerBudget.nothing(query.shape());
    }
    VersionScan scan =
        atRevision == position.revision
            ? keyspace.scan(query.range(), query.direction())
            : new PastScan(snapshot, query.range(), atRevision, query.direction());
    try (Checked checked = new Checked(scan, check)) {
      return new AnswerBudget().read(checked, query);
    }
  }

  /** What the state must hash to, computed from every row, as 16 bytes. Slow. */
  public byte[] recomputeHash() {
    return HexFormat.of().parseHex(StateSummary.recomputedHash(snapshot));
  }

  /** The index of the last entry in it. */
  public long appliedIndex() {
    return position.appliedIndex;
  }

  @Override
  public void close() {
    snapshot.close();
  }

  /** Asks now and then whether to go on. */
  private static final class Checked implements VersionScan {
    private final VersionScan scan;
    private final Check check;
    private int passed;

    Checked(VersionScan scan, Check check) {
      this.scan = scan;
      this.check = check;
    }

    @Override
    public @Nullable Version next() {
      if (++passed % CHECKED_EVERY == 0) {
        check.mayGoOn();
      }
      return scan.next();
    }

    @Override
    public byte[] valueOf(Version version) {
      return scan.valueOf(version);
    }

    @Override
    public void close() {
      scan.close();
    }
  }
}
