package dev.palisade.kv.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryKind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random requests and outcomes through the codecs, whole and damaged. Repeat a failure with
 *
 * <pre>
 *   ./mvnw -pl kvstore/state -am test -Dtest=CodecsTest -Dstate.seed=4711 -Dstate.runs=1
 * </pre>
 */
class CodecsTest {
  private static final Bounds BOUNDS = new Bounds(4, 8 << 20, 64 << 20, 5);

  private final long firstSeed = Long.getLong("state.seed", 1);
  private final int runs = Integer.getInteger("state.runs", 40);

  @Test
  void aRequestIsWhatItsBytesSayAndItsBytesAreWhatItSays() {
    forEachRequest(
        (request, random) -> {
          ByteBuffer bytes = RequestCodec.encode(request);
          assertThat(RequestCodec.encode(RequestCodec.decode(bytes.asReadOnlyBuffer())))
              .isEqualTo(bytes);
          assertThat(bytes.position()).isZero();
        });
  }

  @Test
  void aDamagedRequestIsRefusedOrIsAnotherRequest() {
    forEachRequest(
        (request, random) -> {
          byte[] bytes = damaged(RequestCodec.encode(request).array(), random);
          try {
            Request other = RequestCodec.decode(ByteBuffer.wrap(bytes));
            ByteBuffer again = RequestCodec.encode(other);
            assertThat(RequestCodec.encode(RequestCodec.decode(again))).isEqualTo(again);
          } catch (MalformedPayloadException refused) {
            assertThat(refused).hasMessageContaining("before byte");
          }
        });
  }

  @Test
  void aShortenedRequestIsAlwaysRefused() {
    forEachRequest(
        (request, random) -> {
          byte[] bytes = RequestCodec.encode(request).array();
          byte[] part = Arrays.copyOf(bytes, random.nextInt(bytes.length));
          assertThatThrownBy(() -> RequestCodec.decode(ByteBuffer.wrap(part)))
              .isInstanceOf(MalformedPayloadException.class);
        });
  }

  @Test
  void anOutcomeIsWhatItsBytesSayAndDamagedBytesAreRefusedOrAnother() {
    forEachOutcome(
        (outcome, random) -> {
          byte[] bytes = OutcomeCodec.encode(outcome);
          assertThat(OutcomeCodec.encode(OutcomeCodec.decode(bytes))).isEqualTo(bytes);
          try {
            byte[] other = OutcomeCodec.encode(OutcomeCodec.decode(damaged(bytes, random)));
            assertThat(OutcomeCodec.encode(OutcomeCodec.decode(other))).isEqualTo(other);
          } catch (MalformedPayloadException refused) {
            assertThat(refused).hasMessageContaining("before byte");
          }
        });
  }

  @Test
  void theBytesOfARequestAreAsDescribed() {
    Request request =
        new Request(
            new Request.Once(300, 2, 1),
            new Command.Put(
                new byte[] {'k'}, new byte[] {'v'}, List.of(new Command.Guard("f", 5)), true));

    assertThat(HexFormat.ofDelimiter(" ").formatHex(RequestCodec.encode(request).array()))
        .isEqualTo("01 01 ac 02 02 01 01 01 6b 01 76 01 01 66 05 01");
  }

  @Test
  void anotherVersionAndTrailingBytesAreRefusedByName() {
    assertThatThrownBy(() -> RequestCodec.decode(ByteBuffer.wrap(new byte[] {2, 0, 4, 1})))
        .hasMessageContaining("request version 2");
    assertThatThrownBy(() -> RequestCodec.decode(ByteBuffer.wrap(new byte[] {1, 0, 4, 1, 9})))
        .hasMessageContaining("1 bytes after the end");
    assertThatThrownBy(
            () -> RequestCodec.decode(ByteBuffer.wrap(new byte[] {1, 0, 5, 1, (byte) 0xC3, 0, 0})))
        .hasMessageContaining("not UTF-8");
  }

  private interface Check<T> {
    void check(T subject, Random random);
  }

  private void forEachRequest(Check<Request> check) {
    walk(check, (outcome, random) -> {});
  }

  private void forEachOutcome(Check<Outcome> check) {
    walk((request, random) -> {}, check);
  }

  /** Requests that mean something, from a machine that runs them. */
  private void walk(Check<Request> onRequest, Check<Outcome> onOutcome) {
    for (long seed = firstSeed; seed < firstSeed + runs; seed++) {
      Random random = new Random(seed);
      NaiveModel model = new NaiveModel(BOUNDS);
      RandomRequests requests = new RandomRequests(random, model);
      KvStateMachine machine = new KvStateMachine(new MemoryStore(), BOUNDS);
      try {
        for (int index = 1; index <= 200; index++) {
          Request request = requests.next();
          onRequest.check(request, random);
          model.apply(index, index, request);
          Entry entry =
              new Entry(
                  new EntryId(index, 1), EntryKind.COMMAND, index, RequestCodec.encode(request));
          onOutcome.check(machine.apply(List.of(entry)).getFirst(), random);
        }
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError(
            "seed %d: %s; repeat with ./mvnw -pl kvstore/state -am test -Dtest=CodecsTest -Dstate.seed=%d -Dstate.runs=1"
                .formatted(seed, failure.getMessage(), seed),
            failure);
      }
    }
  }

  private static byte[] damaged(byte[] bytes, Random random) {
    byte[] damaged = Arrays.copyOf(bytes, bytes.length + random.nextInt(3) / 2);
    for (int i = random.nextInt(3); i >= 0; i--) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
    }
    return damaged;
  }
}
