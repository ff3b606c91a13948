// SPDX-License-Identifier: LicenseRef-Private
#include "app/lifecycle/signalhandler.h"

#include "proxy/platform/sockets.h"

#include <array>
#include <csignal>
#include <unistd.h>

namespace app {

namespace {

// A signal handler may do no more than write to a descriptor (signal-safety(7)).
std::array<int, 2> g_pipe {-1, -1};

void forward(int number)
{
    const auto byte = static_cast<char>(number);
    [[maybe_unused]] const ssize_t written = ::write(g_pipe[1], &byte, 1);
}

void install(int number, void (*handler)(int))
{
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    ::sigaction(number, &action, nullptr);
}

} // namespace

SignalHandler::SignalHandler(QObject *parent)
    : QObject(parent)
{
    const auto ends = proxy::openPipe();
    if (!ends)
        qFatal("no pipe for signals");
    g_pipe = *ends;
    m_notifier = std::make_unique<QSocketNotifier>(g_pipe[0], QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &SignalHandler::read);
    for (const int number : {SIGTERM, SIGINT, SIGHUP})
        install(number, forward);
    install(SIGPIPE, SIG_IGN);
}

SignalHandler::~SignalHandler()
{
    for (const int number : {SIGTERM, SIGINT, SIGHUP})
        install(number, SIG_DFL);
    m_notifier.reset();
    ::close(g_pipe[0]);
    ::close(g_pipe[1]);
}

void SignalHandler::read()
{
    char byte = 0;
    while (::read(g_pipe[0], &byte, 1) == 1) {
        if (byte == SIGHUP)
            Q_EMIT reloadRequested();
        else
            Q_EMIT terminationRequested(byte);
    }
}

} // namespace app
