package dev.palisade.raft.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.raft.replica.ReplicaListener;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.junit.jupiter.api.Test;

class RelayTest {
  @Test
  void everythingThatAListenerCanHearIsPassedOn() throws Exception {
    for (Method method : ReplicaListener.class.getMethods()) {
      if (!Modifier.isStatic(method.getModifiers())) {
        Method own = Relay.class.getMethod(method.getName(), method.getParameterTypes());
        assertThat(own.getDeclaringClass()).as(method.getName()).isEqualTo(Relay.class);
      }
    }
  }
}
