// SPDX-License-Identifier: LicenseRef-Private
#include "app/desktop/desktop.h"

#include "app/desktop/display.h"
#include "app/desktop/programhost.h"
#include "app/options/exitcodes.h"
#include "app/options/logsetup.h"
#include "app/options/options.h"
#include "proxy/core/terminalsafe.h"
#include "proxy/platform/selffacts.h"

#include <QFileInfo>
#include <QLibrary>
#include <QTextStream>

#include <cstdio>

namespace app {

namespace {

QString modulePath()
{
    const QString here = QFileInfo(proxy::executablePath()).path();
    // Beside a build's executable, or where `cmake --install` puts it.
    for (const char *place :
         {"/../ui/llm-proxy-ui.so", "/" LLMPROXY_MODULE_FROM_BIN "/llm-proxy-ui.so"}) {
        QString path = here + QLatin1StringView(place);
        if (QFileInfo::exists(path))
            return path;
    }
    return {};
}

int unavailable(const QString &why)
{
    QTextStream(stderr) << "llm-proxy: " << proxy::terminalSafe(why)
                        << "; `llm-proxy --no-gui` serves without a window\n";
    return kExitUnavailable;
}

} // namespace

int runDesktop(int argc, char **argv, const Options &options)
{
    using Run = int (*)(int, char **, ui::DesktopHost *);
    setUpLogging();
    const QString path = modulePath();
    if (path.isEmpty())
        return unavailable(QStringLiteral("this installation has no desktop module"));
    if (!hasDisplay())
        return unavailable(QStringLiteral("there is no display"));
    QLibrary module(path);
    const auto run = reinterpret_cast<Run>(module.resolve("llmproxy_run_desktop"));
    if (run == nullptr)
        return unavailable(module.errorString());
    ProgramHost host(options.settings, options.background);
    return run(argc, argv, &host);
}

} // namespace app
