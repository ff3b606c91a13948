// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/pager.h"

#include <QStandardPaths>

#include <algorithm>
#include <csignal>
#include <cstdio>

#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace app {

namespace {

using namespace Qt::StringLiterals;

constexpr int kNarrowest = 40;
constexpr int kWidest = 110; ///< longer lines are hard to read
constexpr int kNotFound = 127; ///< what a shell says of a command that is not there

/// The command of the pager; empty: none.
QByteArray pagerCommand()
{
    if (qEnvironmentVariableIsSet("PAGER"))
        return qgetenv("PAGER").trimmed();
    return QStandardPaths::findExecutable(u"less"_s).isEmpty() ? QByteArray()
                                                               : QByteArray("less -R -F -X");
}

} // namespace

bool isPaged()
{
    return ::isatty(STDOUT_FILENO) == 1 && qgetenv("TERM") != "dumb";
}

TextLook lookOfOutput()
{
    TextLook look;
    winsize size {};
    if (::isatty(STDOUT_FILENO) == 1 && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0
        && size.ws_col > 0)
        look.width = std::clamp<int>(size.ws_col, kNarrowest, kWidest);
    look.isStyled = isPaged() && qEnvironmentVariableIsEmpty("NO_COLOR");
    return look;
}

bool showPaged(const QString &text)
{
    const QByteArray command = pagerCommand();
    if (command.isEmpty())
        return false;
    // As other programs do it: whoever set $PAGER alone gets colours, and short text at once.
    if (!qEnvironmentVariableIsSet("LESS"))
        qputenv("LESS", "FRX");
    // Who leaves the pager early has read enough.
    std::signal(SIGPIPE, SIG_IGN);
    std::FILE *pager = ::popen(command.constData(), "w");
    if (pager == nullptr)
        return false;
    const QByteArray bytes = text.toUtf8();
    std::fwrite(bytes.constData(), 1, static_cast<size_t>(bytes.size()), pager);
    const int status = ::pclose(pager);
    return status != -1 && !(WIFEXITED(status) && WEXITSTATUS(status) == kNotFound);
}

} // namespace app
