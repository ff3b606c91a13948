// SPDX-License-Identifier: LicenseRef-Private
#include "app/demo/democommand.h"

#include "app/demo/demobackend.h"
#include "app/demo/democases.h"
#include "app/demo/demomorph.h"
#include "app/demo/demoproxy.h"
#include "app/demo/demorun.h"
#include "app/lifecycle/signalhandler.h"
#include "app/options/exitcodes.h"
#include "proxy/core/terminalsafe.h"
#include "proxy/models/modeltable.h"

#include <QCommandLineParser>
#include <QCoreApplication>

namespace app {

namespace {

using namespace Qt::StringLiterals;

int complain(int code, const QString &text)
{
    QTextStream(stderr) << "llm-proxy demo: " << proxy::terminalSafe(text) << '\n';
    return code;
}

void explain(QTextStream &out, const DemoProxy &proxy)
{
    const QString url = u"http://127.0.0.1:"_s + QString::number(proxy.port());
    out << "\nStill running. Point an agent at it, in another terminal:\n"
        << "  ANTHROPIC_BASE_URL=" << url << " ANTHROPIC_API_KEY=any claude\n"
        << "  OPENAI_BASE_URL=" << url << "/v1 OPENAI_API_KEY=any <program>\n"
        << "  curl -si " << url << "/v1/chat/completions -d "
        << R"('{"model":"gpt-5","messages":[{"role":"user","content":"Rename a variable"}]}')"
        << "\n  curl -s " << url << "/router/status\n"
        << "A prompt with [[easy]], [[medium]], [[hard]] or [[needs_info]] is classified so.\n"
        << "An X-Fake-Scenario header makes the backend misbehave (cut-rst, anthropic-529, "
           "stall).\n"
        << "Logs: " << proxy.folder() << "\nCtrl-C ends it.\n";
    out.flush();
}

void serveUntilSignal(QTextStream &out, const DemoProxy &proxy)
{
    SignalHandler signalHandler;
    QObject::connect(&signalHandler, &SignalHandler::terminationRequested,
                     QCoreApplication::instance(), &QCoreApplication::quit);
    explain(out, proxy);
    QCoreApplication::exec();
}

} // namespace

int runDemo(const DemoOptions &options)
{
    // Models end: the demonstration plays on the day of its table.
    if (!qEnvironmentVariableIsSet("LLM_PROXY_TODAY"))
        qputenv("LLM_PROXY_TODAY", proxy::ModelTable().asOf());
    DemoBackend backend;
    DemoMorph morph;
    if (!backend.listen() || !morph.listen())
        return complain(kExitFailed, u"the fake servers can't listen: "_s + backend.errorText()
                                         + morph.errorText());
    DemoProxy proxy;
    if (!proxy.start({.backend = backend.url(),
                      .backendKey = DemoBackend::kKey,
                      .morph = morph.url(),
                      .port = options.port}))
        return complain(kExitFailed, proxy.errorText());

    QTextStream out(stdout);
    if (!options.json)
        out << "proxy on port " << proxy.port() << ", fake CLIProxyAPI on " << backend.port()
            << ", fake Morph on " << morph.port() << "\n\n";
    DemoTable table(out, options.json);
    table.printHeading();
    const DemoWorld world {backend, morph};
    DemoRun(world, proxy.port(), DemoBackend::kKey, table).play(demoCases());
    const int exitCode = table.finish();
    if (options.keep)
        serveUntilSignal(out, proxy);
    proxy.stop();
    return exitCode;
}

int runDemoCommand(const QStringList &arguments)
{
    QCommandLineParser parser;
    const QCommandLineOption keep(u"keep"_s);
    const QCommandLineOption json(u"json"_s);
    const QCommandLineOption port(u"port"_s, {}, u"number"_s, u"0"_s);
    parser.addOptions({keep, json, port});
    if (!parser.parse(QStringList {u"llm-proxy demo"_s} + arguments))
        return complain(kExitUsage, parser.errorText());
    bool portIsGood = false;
    const quint16 number = parser.value(port).toUShort(&portIsGood);
    if (!portIsGood || !parser.positionalArguments().isEmpty())
        return complain(kExitUsage, parser.positionalArguments().isEmpty()
                                        ? u"--port takes a port"_s
                                        : u"unknown argument"_s);
    return runDemo({.keep = parser.isSet(keep), .json = parser.isSet(json), .port = number});
}

} // namespace app
