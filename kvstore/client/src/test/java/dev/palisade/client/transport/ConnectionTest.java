package dev.palisade.client.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ConnectionTest {
  private static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);

  private final StateOnly channel = new StateOnly();

  @ParameterizedTest
  @EnumSource(names = {"CONNECTING", "TRANSIENT_FAILURE"})
  void anAttemptIsNotGivenUpForEachCallButHurriedOn(ConnectivityState state) {
    Connection connection = new Connection(() -> channel, HOUR_NANOS);
    channel.state = state;
    for (int i = 0; i < 100; i++) {
      assertThat(connection.forCall()).isSameAs(channel);
    }
    assertThat(channel.begunAnew).isZero();
    assertThat(channel.hurried).isEqualTo(100);
  }

  @ParameterizedTest
  @EnumSource(names = {"CONNECTING", "TRANSIENT_FAILURE"})
  void anAttemptThatHadItsTimeIsGivenUpForAnotherChannel(ConnectivityState state) {
    StateOnly next = new StateOnly();
    Iterator<StateOnly> channels = List.of(channel, next).iterator();
    Connection connection = new Connection(channels::next, 0);
    channel.state = state;
    assertThat(connection.forCall()).isSameAs(next);
    assertThat(channel.shutDown).isTrue();
    assertThat(channel.begunAnew).as("calls that start during enterIdle throw").isZero();
  }

  @Test
  void aConnectionThatIsThereIsLeftAlone() {
    Connection connection = new Connection(() -> channel, 0);
    channel.state = ConnectivityState.READY;
    connection.forCall();
    assertThat(channel.begunAnew + channel.hurried).isZero();
  }

  /** A channel that is in a state, and counts what is done about it. */
  private static final class StateOnly extends ManagedChannel {
    private ConnectivityState state = ConnectivityState.IDLE;
    private int begunAnew;
    private int hurried;
    private boolean shutDown;

    @Override
    public ConnectivityState getState(boolean requestConnection) {
      return state;
    }

    @Override
    public void enterIdle() {
      begunAnew++;
    }

    @Override
    public void resetConnectBackoff() {
      hurried++;
    }

    @Override
    public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
      throw new UnsupportedOperationException("nothing is called here");
    }

    @Override
    public String authority() {
      return "nobody";
    }

    @Override
    public ManagedChannel shutdown() {
      return this;
    }

    @Override
    public ManagedChannel shutdownNow() {
      shutDown = true;
      return this;
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return false;
    }
  }
}
