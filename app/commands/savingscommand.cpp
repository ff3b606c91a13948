// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/savingscommand.h"

#include "app/options/exitcodes.h"
#include "proxy/accounting/ledgerfiles.h"
#include "proxy/accounting/savingsreport.h"
#include "proxy/core/terminalsafe.h"
#include "proxy/models/modeltable.h"

#include <QDate>

namespace app {

namespace {

using namespace Qt::StringLiterals;

struct SavingsOptions
{
    proxy::SavingsQuery query;
    bool json = false;
};

proxy::Result<SavingsOptions> parse(const QStringList &args)
{
    SavingsOptions options;
    QString since = u"30d"_s;
    QString by = u"model"_s;
    const auto takes = [&args](qsizetype &at, const QString &name, QString &value) {
        if (args[at].startsWith(name + u'='))
            value = args[at].mid(name.size() + 1);
        else if (args[at] == name && at + 1 < args.size())
            value = args[++at];
        else
            return false;
        return true;
    };
    for (qsizetype at = 0; at < args.size(); ++at) {
        if (args[at] == u"--json"_s)
            options.json = true;
        else if (!takes(at, u"--since"_s, since) && !takes(at, u"--by"_s, by))
            return tl::make_unexpected(proxy::Error {
                .detail =
                    proxy::Text::words(u"unknown or incomplete argument \"%1\""_s.arg(args[at]))});
    }
    const auto first = proxy::parseSince(since, QDate::currentDate());
    if (!first)
        return tl::make_unexpected(first.error());
    const auto grouping = proxy::parseGrouping(by);
    if (!grouping)
        return tl::make_unexpected(grouping.error());
    options.query = {.since = *first, .by = *grouping};
    return options;
}

} // namespace

int runSavings(const QStringList &args, const proxy::ConfigInputs &inputs, CommandOutput output)
{
    const auto options = parse(args);
    if (!options) {
        output.err << "llm-proxy savings: " << proxy::terminalSafe(options.error().detail.text())
                   << '\n';
        return kExitUsage;
    }
    const auto loaded = proxy::loadConfig(inputs);
    if (!loaded) {
        output.err << proxy::toError(loaded.error()).detail.text() << '\n';
        return kExitConfig;
    }
    const proxy::ProxyConfig &config = loaded->config;
    const proxy::Ledger ledger = proxy::readLedger(proxy::ledgerFiles(config.record.logDir),
                                                   proxy::ledgerIndexPath(config.runtimeDir),
                                                   proxy::LedgerIndexUse::ReadOnly);
    const QByteArray priceTable = config.modelTable().asOf();
    if (options->json)
        output.out << proxy::terminalSafeLines(
            QString::fromUtf8(proxy::savingsJson(ledger, options->query, priceTable, true)))
                   << '\n';
    else
        output.out << proxy::savingsText(ledger, options->query, priceTable);
    return 0;
}

} // namespace app
