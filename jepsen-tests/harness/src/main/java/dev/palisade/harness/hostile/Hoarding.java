package dev.palisade.harness.hostile;

import com.google.protobuf.ByteString;
import dev.palisade.proto.kv.CloseSessionRequest;
import dev.palisade.proto.kv.FencesGrpc;
import dev.palisade.proto.kv.GrantRequest;
import dev.palisade.proto.kv.Guard;
import dev.palisade.proto.kv.Once;
import dev.palisade.proto.kv.OpenSessionRequest;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.ProtectRequest;
import dev.palisade.proto.kv.PutRequest;
import dev.palisade.proto.kv.SessionsGrpc;
import dev.palisade.proto.kv.UnprotectRequest;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/**
 * Lets the store keep as much as it will: fences with the longest names and holders, the longest
 * protected prefixes, sessions, and answers of 1 MiB that are never acknowledged. Prefixes and
 * sessions are taken back at the end; a fence stays, so their names are always the same.
 */
final class Hoarding implements Round {
  private static final String FENCE = "hostile/hoard";
  private static final String PREFIX = "hostile/hoard/";
  private static final int PREFIX_BYTES = 4_096;
  private static final int MOST_PREFIXES = 3_000;
  private static final int FENCES = 1_000;
  private static final int SESSIONS = 10;
  private static final int KEPT_ANSWERS = 8;
  private static final long SESSION_MILLIS = 3_600_000;
  private static final int BATCH = 100;
  private static final long WAIT_SECONDS = 5;

  private final List<Long> sessions = new ArrayList<>();
  private int prefixes;

  @Override
  public void run(Victims victims, RandomGenerator dice) throws InterruptedException {
    ManagedChannel channel = victims.connect(victims.leader().client());
    int first = prefixes;
    if (grant(channel) > 0 && first < MOST_PREFIXES) {
      prefixes = first + 5 * BATCH;
      send(channel, first, 5 * BATCH, Hoarding::protect);
    }
    send(channel, dice.nextInt(FENCES - BATCH), BATCH, Hoarding::longFence);
    LargeAnswers.prepare(channel);
    for (int i = 0; i < SESSIONS; i++) {
      long session = open(channel);
      if (session > 0) {
        sessions.add(session);
        send(channel, 1, KEPT_ANSWERS, sequence -> keptAnswer(session, sequence));
      }
    }
    victims.hangUp();
  }

  /** The token; 0 when none was granted. */
  private static long grant(ManagedChannel channel) {
    try {
      return FencesGrpc.newBlockingStub(channel)
          .withDeadlineAfter(WAIT_SECONDS, TimeUnit.SECONDS)
          .grant(GrantRequest.newBuilder().setFence(FENCE).build())
          .getToken();
    } catch (StatusRuntimeException refused) {
      return 0;
    }
  }

  /** The session; 0 when none was opened. */
  private static long open(ManagedChannel channel) {
    try {
      return SessionsGrpc.newBlockingStub(channel)
          .withDeadlineAfter(WAIT_SECONDS, TimeUnit.SECONDS)
          .open(OpenSessionRequest.newBuilder().setTtlMillis(SESSION_MILLIS).build())
          .getSession();
    } catch (StatusRuntimeException refused) {
      return 0;
    }
  }

  private static Operation.Builder protect(int i) {
    return Operation.newBuilder()
        .setProtect(ProtectRequest.newBuilder().setPrefix(prefix(i)).setFence(FENCE));
  }

  private static Operation.Builder longFence(int i) {
    String name = String.format(Locale.ROOT, "%08d", i) + "n".repeat(240);
    return Operation.newBuilder()
        .setGrant(GrantRequest.newBuilder().setFence(name).setHolder("h".repeat(256)));
  }

  /** Writes a little and is told the 1 MiB that was there before, which the session keeps. */
  private static Operation.Builder keptAnswer(long session, int sequence) {
    return Operation.newBuilder()
        .setPut(
            PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(LargeAnswers.PREFIX + 0))
                .setValue(ByteString.copyFrom(new byte[LargeAnswers.VALUE_BYTES]))
                .setReturnPrevious(true)
                .setOnce(Once.newBuilder().setSession(session).setSequence(sequence)));
  }

  private static ByteString prefix(int i) {
    byte[] bytes = new byte[PREFIX_BYTES];
    Arrays.fill(bytes, (byte) 'p');
    byte[] head = (PREFIX + String.format(Locale.ROOT, "%08d", i)).getBytes(StandardCharsets.UTF_8);
    System.arraycopy(head, 0, bytes, 0, head.length);
    return ByteString.copyFrom(bytes);
  }

  @Override
  public void cleanUp(Victims victims) throws InterruptedException {
    ManagedChannel channel = victims.connect(victims.leader().client());
    Guard guard = Guard.newBuilder().setFence(FENCE).setToken(grant(channel)).build();
    send(
        channel,
        0,
        prefixes,
        i ->
            Operation.newBuilder()
                .setUnprotect(UnprotectRequest.newBuilder().setPrefix(prefix(i)).addGuards(guard)));
    for (long session : sessions) {
      byte[] close = CloseSessionRequest.newBuilder().setSession(session).build().toByteArray();
      Victims.ask(channel, SessionsGrpc.getCloseMethod(), close);
    }
    sessions.clear();
    prefixes = 0;
    victims.hangUp();
  }

  private static void send(
      ManagedChannel channel, int from, int count, IntFunction<Operation.Builder> made)
      throws InterruptedException {
    OpenStreams.Stream stream = OpenStreams.begin(channel, Integer.MAX_VALUE);
    int most = count > KEPT_ANSWERS ? BATCH : 1; // Answers of 1 MiB: one put a batch.
    for (int done = 0; done < count; done += most) {
      int base = from + done;
      stream.send(OpenStreams.batch(Math.min(most, count - done), i -> made.apply(base + i)));
    }
    stream.halfClose();
    stream.ended().await(WAIT_SECONDS, TimeUnit.SECONDS);
  }
}
