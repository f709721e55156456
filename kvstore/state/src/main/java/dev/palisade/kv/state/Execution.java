package dev.palisade.kv.state;

import dev.palisade.kv.state.Command.Guard;
import dev.palisade.kv.state.Outcome.FenceKind;
import dev.palisade.kv.state.Outcome.FenceState;
import dev.palisade.kv.state.Outcome.Fenced;
import dev.palisade.kv.state.Outcome.KeyValue;
import java.util.List;

/**
 * What each command does. A command is checked whole before it changes anything, or takes back what
 * it changed: a refusal leaves no trace but the session's memory of it. Not thread-safe.
 *
 * <p>E1: the revision rises by one with a command that changes a key, a fence or a protection, and
 * with no other. A mark that a guard raises has no revision of its own.
 */
final class Execution {
  private final Position position;
  private final Keyspace keyspace;
  private final Past past;
  private final RevisionLog log;
  private final Fences fences;
  private final Protections protections;
  private final Sessions sessions;

  // Of the command at hand.
  private Batch batch = new Batch();
  private long entryIndex;
  private long hlc;
  private AnswerBudget budget = new AnswerBudget();

  Execution(Position position, Versions history, Guarding guarding, Sessions sessions) {
    this.position = position;
    this.keyspace = history.keyspace();
    this.past = history.past();
    this.log = history.log();
    this.fences = guarding.fences();
    this.protections = guarding.protections();
    this.sessions = sessions;
  }

  /** The versions of keys, newest and past. */
  record Versions(Keyspace keyspace, Past past, RevisionLog log) {}

  /** What decides whether a write is let through. */
  record Guarding(Fences fences, Protections protections) {}

  /**
   * Runs a command that is within its limits; what it changes goes into the batch.
   *
   * @param answer takes account of what it reads
   */
  Outcome run(Command command, Batch intoBatch, long atIndex, long entryHlc, AnswerBudget answer) {
    batch = intoBatch;
    budget = answer;
    entryIndex = atIndex;
    hlc = entryHlc;
    keyspace.begin(position.revision + 1, hlc);
    return switch (command) {
      case Command.Put put -> put(put);
      case Command.Delete delete -> delete(delete);
      case Command.Txn txn -> txn(txn);
      case Command.Compact(var revision) -> compact(revision);
      case Command.Grant grant -> grant(grant);
      case Command.Release(var guard) -> release(guard);
      case Command.DeclareExternal(var fence, var mark) -> declareExternal(fence, mark);
      case Command.Protect(var prefix, var fence) -> protect(prefix, fence);
      case Command.Unprotect(var prefix, var guards) -> unprotect(prefix, guards);
      case Command.OpenSession(var ttlMillis) -> openSession(ttlMillis);
      case Command.CloseSession(var session) -> {
        sessions.close(session);
        yield new Outcome.SessionClosed();
      }
      case Command.ExpireSessions(var ids) -> expire(ids);
    };
  }

  private Outcome put(Command.Put put) {
    Outcome refusal = fences.check(put.guards());
    if (refusal == null) {
      refusal = protections.missingFor(put.key(), put.guards());
    }
    if (refusal != null) {
      return refusal;
    }
    Version previous = keyspace.find(put.key());
    KeyValue shown = put.returnPrevious() && previous != null ? keyspace.pairOf(previous) : null;
    if (shown != null && !budget.take(shown)) {
      return new Outcome.Invalid(
          "the value before exceeds "
              + budget.limitBytes()
              + " bytes, and all sessions together keep as many answers as they may; do not ask for"
              + " it back");
    }
    keyspace.put(put.key(), put.value(), previous);
    commit(put.guards());
    return new Outcome.PutDone(position.revision, hlc, shown);
  }

  private Outcome delete(Command.Delete delete) {
    Outcome refusal = fences.check(delete.guards());
    if (refusal == null) {
      refusal = protections.missingFor(delete.range(), delete.guards());
    }
    if (refusal != null) {
      return refusal;
    }
    Deletion deletion = new Deletion(keyspace, budget);
    refusal = deletion.run(delete.range(), delete.returnPrevious());
    if (refusal != null) {
      keyspace.rollback();
      return refusal;
    }
    commit(delete.guards());
    return new Outcome.DeleteDone(position.revision, hlc, deletion.deleted(), deletion.previous());
  }

  private Outcome txn(Command.Txn txn) {
    Outcome refusal = fences.check(txn.guards());
    if (refusal != null) {
      return refusal;
    }
    Transaction transaction = new Transaction(keyspace, protections, budget);
    boolean succeeded = transaction.holds(txn.compares());
    refusal = transaction.run(succeeded ? txn.success() : txn.failure(), txn.guards());
    if (refusal != null) {
      keyspace.rollback();
      return refusal;
    }
    commit(txn.guards());
    return new Outcome.TxnDone(succeeded, transaction.results(), position.revision, hlc);
  }

  /** Keeps E1. */
  private void commit(List<Guard> guards) {
    if (keyspace.hasChanges()) {
      position.revision++;
      keyspace.commit(batch);
    }
    fences.raiseMarks(guards, hlc);
  }

  /** A new revision that changes no key. Keeps E1. */
  private long nextRevision() {
    position.revision++;
    log.mark(position.revision, hlc);
    return position.revision;
  }

  /** The versions are dropped once this decision is stored. */
  private Outcome compact(long revision) {
    if (revision > position.revision) {
      return new Outcome.Invalid(
          "cannot compact at revision " + revision + ": the newest is " + position.revision);
    }
    Outcome.Invalid never = past.neverWas(revision);
    if (never != null) {
      return never;
    }
    if (revision > position.compactedRevision) {
      past.compact(revision);
    }
    return new Outcome.Compacted(position.compactedRevision);
  }

  private Outcome grant(Command.Grant grant) {
    FenceState before = fences.find(grant.fence());
    if (before == null && fences.isFull()) {
      return fenceLimit();
    }
    if (before != null && before.kind() == FenceKind.EXTERNAL) {
      return new Outcome.Invalid(
          "fence '" + grant.fence() + "' is external: its tokens are issued elsewhere");
    }
    if (grant.onlyIfFree() && before != null && !before.released()) {
      return new Fenced(Fenced.Reason.HELD, 0, before);
    }
    long token = nextRevision();
    fences.mint(grant.fence(), grant.holder(), token, hlc);
    return new Outcome.Granted(token, hlc, before);
  }

  private Outcome release(Guard guard) {
    FenceState state = fences.find(guard.fence());
    if (state != null && state.kind() == FenceKind.EXTERNAL) {
      return new Outcome.Invalid(
          "fence '" + guard.fence() + "' is external: its tokens are released elsewhere");
    }
    Fenced refusal = fences.check(guard);
    if (refusal != null) {
      return refusal;
    }
    fences.release(guard.fence());
    return new Outcome.Released(nextRevision(), hlc);
  }

  private Outcome declareExternal(String fence, long mark) {
    FenceState before = fences.find(fence);
    if (before == null) {
      if (fences.isFull()) {
        return fenceLimit();
      }
    } else if (before.kind() == FenceKind.MINTED) {
      return new Outcome.Invalid(
          "fence '" + fence + "' mints its tokens here; choose another name");
    } else if (mark < before.currentToken()) {
      return new Outcome.Invalid(
          "mark "
              + mark
              + " of fence '"
              + fence
              + "' is below its mark "
              + before.currentToken()
              + ", and marks only rise");
    } else if (mark == before.currentToken()) {
      return new Outcome.ExternalDeclared(position.revision);
    }
    fences.setMark(fence, mark, hlc);
    return new Outcome.ExternalDeclared(nextRevision());
  }

  private Outcome fenceLimit() {
    return new Outcome.Invalid(
        "limit of %,d fences reached; reuse an existing fence".formatted(fences.most()));
  }

  private Outcome openSession(long ttlMillis) {
    if (sessions.isFull()) {
      return new Outcome.Invalid(
          "limit of %,d sessions reached; close some, or wait until silent ones expire"
              .formatted(sessions.most()));
    }
    // Above every id of the clusters that the state came from.
    long id = entryIndex + past.skippedRevisions();
    sessions.open(id, ttlMillis, entryIndex);
    return new Outcome.SessionOpened(id, ttlMillis);
  }

  private Outcome protect(byte[] prefix, String fence) {
    if (fences.find(fence) == null) {
      return new Outcome.Invalid(
          "there is no fence '"
              + fence
              + "'; grant or declare it before it protects "
              + Keys.show(prefix));
    }
    String before = protections.fenceOf(prefix);
    if (before == null) {
      String refusal = protections.refusalOf(prefix, fence);
      if (refusal != null) {
        return new Outcome.Invalid(refusal);
      }
      protections.protect(prefix, fence);
      return new Outcome.Protected(nextRevision());
    }
    return before.equals(fence)
        ? new Outcome.Protected(position.revision)
        : new Outcome.Invalid(
            "prefix "
                + Keys.show(prefix)
                + " is protected by fence '"
                + before
                + "'; unprotect it first");
  }

  private Outcome unprotect(byte[] prefix, List<Guard> guards) {
    Outcome refusal = fences.check(guards);
    if (refusal != null) {
      return refusal;
    }
    String fence = protections.fenceOf(prefix);
    if (fence == null) {
      return new Outcome.Invalid("prefix " + Keys.show(prefix) + " is not protected");
    }
    fences.requireThere(fence, prefix);
    boolean named = guards.stream().anyMatch(guard -> guard.fence().equals(fence));
    if (!named && fences.hasLiveToken(fence)) {
      return new Outcome.Unguarded(prefix, prefix, fence);
    }
    protections.unprotect(prefix);
    fences.raiseMarks(guards, hlc);
    return new Outcome.Unprotected(nextRevision());
  }

  private Outcome expire(List<Long> ids) {
    int count = 0;
    for (long id : ids) {
      count += sessions.close(id) ? 1 : 0;
    }
    return new Outcome.SessionsExpired(count);
  }
}
