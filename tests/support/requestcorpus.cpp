// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/requestcorpus.h"

#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace support {

namespace {

CorpusRequest requestOf(const QString &name, const QJsonObject &document)
{
    CorpusRequest entry;
    entry.name = name;
    proxy::RequestHead &head = entry.request.head;
    head.method =
        document.value(QLatin1String("method")).toString(QStringLiteral("POST")).toLatin1();
    head.target = document.value(QLatin1String("target")).toString().toLatin1();
    head.normalisedPath = head.target.first(head.target.contains('?') ? head.target.indexOf('?')
                                                                      : head.target.size());
    for (const auto &field : document.value(QLatin1String("headers")).toArray()) {
        head.headers.append(field.toArray().at(0).toString().toLatin1(),
                            field.toArray().at(1).toString().toLatin1());
    }
    entry.turn = document.value(QLatin1String("turn")).toString().toLatin1();
    entry.sign = document.value(QLatin1String("sign")).toString().toLatin1();
    entry.request.body = document.value(QLatin1String("body")).toString().toUtf8();
    return entry;
}

std::vector<CorpusRequest> readAll(const QString &folder, QLatin1String expectKey)
{
    std::vector<CorpusRequest> requests;
    QDirIterator files(folder, {QStringLiteral("*.json")}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QJsonObject document = QJsonDocument::fromJson(file.readAll()).object();
        if (document.value(QLatin1String("body")).toString().isEmpty())
            continue;
        requests.push_back(requestOf(QDir(folder).relativeFilePath(file.fileName()), document));
        requests.back().expect = document.value(expectKey).toObject();
    }
    std::sort(requests.begin(), requests.end(),
              [](const auto &a, const auto &b) { return a.name < b.name; });
    return requests;
}

} // namespace

std::vector<CorpusRequest> syntheticRequests()
{
    return readAll(QStringLiteral(TEST_DATA_DIR "/requests"), QLatin1String("expect"));
}

std::vector<CorpusRequest> syntheticTurns()
{
    return readAll(QStringLiteral(TEST_DATA_DIR "/turns"), QLatin1String("expect"));
}

std::vector<CorpusRequest> recordedRequests()
{
    return readAll(QStringLiteral(RECORDINGS_DIR "/fixtures"), QLatin1String("analysis"));
}

} // namespace support
