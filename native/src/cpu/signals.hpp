#pragma once
#include <csignal>

namespace llmsegnet {

/**
 * Holds back every signal of the calling thread as long as the object lives; they arrive afterwards.
 *
 * oneDNN's AVX matrix products point the stack register into a heap block while they run. A signal handler that interrupts one (Ctrl-C,
 * a profiler's tick) then writes its frame over whatever lies before that block.
 */
class SignalsHeld {
public:
    SignalsHeld() {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_BLOCK, &all, &before_);
    }
    ~SignalsHeld() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    SignalsHeld(const SignalsHeld&) = delete;
    SignalsHeld& operator=(const SignalsHeld&) = delete;

private:
    sigset_t before_;
};

}  // namespace llmsegnet
