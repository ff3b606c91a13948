// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/modelsimport.h"

#include "app/commands/pricemapimport.h"
#include "app/options/exitcodes.h"
#include "proxy/config/configsources.h"
#include "proxy/core/atomicfile.h"
#include "proxy/core/calendar.h"
#include "proxy/core/terminalsafe.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

namespace app {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMaxFileBytes = 64LL * 1024 * 1024;

constexpr QLatin1StringView kBuiltInTable(":/llm-proxy/models.json");
constexpr QLatin1StringView kBuiltInSupplement(":/llm-proxy/models-supplement.json");

struct ImportOptions
{
    QStringList files;
    QString supplement = kBuiltInSupplement;
    QString output;
    QDate asOf = proxy::today();
};

proxy::Error failure(const QString &detail)
{
    return {.detail = proxy::Text::words(detail)};
}

proxy::Result<ImportOptions> parse(const QStringList &args, const QString &defaultOutput)
{
    ImportOptions options;
    options.output = defaultOutput;
    QString day;
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
        const bool isOption = takes(at, u"--supplement"_s, options.supplement)
                              || takes(at, u"--output"_s, options.output)
                              || takes(at, u"--as-of"_s, day);
        if (!isOption && args[at].startsWith(u"--"_s))
            return tl::make_unexpected(
                failure(u"unknown or incomplete argument \"%1\""_s.arg(args[at])));
        if (!isOption)
            options.files.append(args[at]);
    }
    if (!day.isEmpty())
        options.asOf = QDate::fromString(day, Qt::ISODate);
    if (!options.asOf.isValid())
        return tl::make_unexpected(failure(u"--as-of takes a day, as 2026-11-29"_s));
    if (options.files.isEmpty())
        return tl::make_unexpected(failure(u"no file is named"_s));
    return options;
}

proxy::Result<NamedText> readWhole(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return tl::make_unexpected(failure(path + u": "_s + file.errorString()));
    const QByteArray text = file.read(kMaxFileBytes + 1);
    if (text.size() > kMaxFileBytes)
        return tl::make_unexpected(failure(path + u": is larger than 64 MiB"_s));
    if (file.error() != QFileDevice::NoError)
        return tl::make_unexpected(failure(path + u": "_s + file.errorString()));
    const bool isBuiltIn = path.startsWith(u':');
    return NamedText {.name = isBuiltIn ? u"the built-in supplement"_s : path, .text = text};
}

proxy::Result<QList<NamedText>> readAll(const QStringList &paths)
{
    QList<NamedText> texts;
    for (const QString &path : paths) {
        auto text = readWhole(path);
        if (!text)
            return tl::make_unexpected(text.error());
        texts.append(std::move(*text));
    }
    return texts;
}

proxy::Result<void> replaceFile(const QString &path, const QByteArray &text)
{
    QDir().mkpath(QFileInfo(path).absolutePath());
    return proxy::writeFileAtomically(path, text, proxy::FileAccess::AsBefore);
}

/// A table that was there is kept: rows and edits of the person's own may stand in it.
proxy::Result<void> keepBefore(const QString &path, const QByteArray &after, QTextStream &out)
{
    if (!QFileInfo(path).isFile())
        return {};
    const auto before = readWhole(path);
    if (!before)
        return tl::make_unexpected(before.error());
    if (before->text == after)
        return {};
    const QString kept = path + u'~';
    if (auto written = replaceFile(kept, before->text); !written)
        return written;
    out << "The table before is kept as " << proxy::terminalSafe(kept) << '\n';
    return {};
}

QByteArray tableBefore(const QString &path)
{
    QFile file(QFile::exists(path) ? path : QString(kBuiltInTable));
    return file.open(QIODevice::ReadOnly) ? file.read(kMaxFileBytes) : QByteArray();
}

void tellChanges(const QString &path, const QByteArray &before, const QByteArray &after,
                 QTextStream &out)
{
    const QJsonObject table = QJsonDocument::fromJson(after).object();
    out << proxy::terminalSafe(path) << ": " << table[u"models"].toObject().size()
        << " models as of " << proxy::terminalSafe(table[u"asOf"].toString()) << '\n';
    const QStringList changes = tableChanges(before, after);
    for (const QString &line : changes)
        out << "  " << proxy::terminalSafe(line) << '\n';
    if (changes.isEmpty())
        out << "  no rows added or gone, no prices and no ends changed\n";
}

} // namespace

int runModelsImport(const QStringList &args, const QString &defaultOutput, CommandOutput output)
{
    const auto failed = [&output](const proxy::Error &error, int code) {
        output.err << "llm-proxy models import: " << proxy::terminalSafe(error.detail.text())
                   << '\n';
        return code;
    };
    const auto options = parse(args, defaultOutput);
    if (!options)
        return failed(options.error(), kExitUsage);
    const auto maps = readAll(options->files);
    if (!maps)
        return failed(maps.error(), kExitFailed);
    const auto supplement = readWhole(options->supplement);
    if (!supplement)
        return failed(supplement.error(), kExitFailed);
    const auto table = tableOfPriceMaps(*maps, *supplement, options->asOf);
    if (!table)
        return failed(table.error(), kExitConfig);
    if (table->size() > proxy::kMaxFileBytes)
        return failed(failure(u"the table would be larger than 1 MiB, and nothing would read it"_s),
                      kExitConfig);
    const QByteArray before = tableBefore(options->output);
    if (const auto kept = keepBefore(options->output, *table, output.out); !kept)
        return failed(kept.error(), kExitFailed);
    if (const auto written = replaceFile(options->output, *table); !written)
        return failed(written.error(), kExitFailed);
    tellChanges(options->output, before, *table, output.out);
    return 0;
}

} // namespace app
