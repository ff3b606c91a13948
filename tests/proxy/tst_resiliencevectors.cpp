// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/policyexecutor.h"

#include <QFile>
#include <QJsonDocument>
#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;

namespace {

constexpr double kRelativeTolerance = 1e-9;
constexpr auto kVectors = "resilience-vectors.json"_L1;

QJsonObject load(QLatin1StringView fileName)
{
    QFile file(QStringLiteral(TEST_DATA_DIR "/") + fileName);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s is missing", fileName.data());
    return QJsonDocument::fromJson(file.readAll()).object();
}

/// By id: the reason, and what this product does instead.
QJsonObject differences()
{
    return load("resilience-differences.json"_L1)["differences"_L1].toObject();
}

bool nearlyEqual(double a, double b)
{
    return a == b || std::abs(a - b) <= kRelativeTolerance * std::max(std::abs(a), std::abs(b));
}

/// Where the two differ; empty: nowhere.
QString difference(const QJsonValue &actual, const QJsonValue &expected, const QString &path)
{
    if (actual.isObject() && expected.isObject()) {
        const auto a = actual.toObject();
        const auto e = expected.toObject();
        for (const QString &key : a.keys() + e.keys()) {
            const QString found = difference(a.value(key), e.value(key), path + u'/' + key);
            if (!found.isEmpty())
                return found;
        }
        return {};
    }
    if (actual.isArray() && expected.isArray()) {
        const auto a = actual.toArray();
        const auto e = expected.toArray();
        for (qsizetype i = 0; i < std::max(a.size(), e.size()); ++i) {
            const QString found = difference(a.at(i), e.at(i), path + u'/' + QString::number(i));
            if (!found.isEmpty())
                return found;
        }
        return {};
    }
    if (actual.isDouble() && expected.isDouble()
        && nearlyEqual(actual.toDouble(), expected.toDouble()))
        return {};
    if (actual == expected)
        return {};
    const auto text = [](const QJsonValue &value) {
        return QString::fromUtf8(QJsonDocument(QJsonArray {value}).toJson(QJsonDocument::Compact));
    };
    return path + u": "_s + text(actual) + u" instead of "_s + text(expected);
}

} // namespace

class TestResilienceVectors final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void backoffYieldsTheRecordedDelays_data();
    void backoffYieldsTheRecordedDelays();
    void policiesActAsRecorded_data();
    void policiesActAsRecorded();
    void policiesDifferOnPurpose_data();
    void policiesDifferOnPurpose();
    void everyVectorIsTried();
};

void TestResilienceVectors::backoffYieldsTheRecordedDelays_data()
{
    QTest::addColumn<QJsonObject>("vector");
    for (const QJsonValue vector : load(kVectors)["backoff_generators"_L1].toArray())
        QTest::newRow(qPrintable(vector["id"_L1].toString())) << vector.toObject();
}

void TestResilienceVectors::backoffYieldsTheRecordedDelays()
{
    QFETCH(QJsonObject, vector);
    QJsonObject settings = vector["options"_L1].toObject();
    settings[u"type"_s] = u"exponential"_s;
    settings[u"jitter"_s] = vector["jitter"_L1];
    const QJsonArray numbers = vector["random"_L1].toArray();
    qsizetype next = 0;
    proxy::Backoff backoff(vectors::backoffFrom(settings),
                           [&] { return numbers.at(next++ % numbers.size()).toDouble(); });
    QJsonArray delays;
    for (qsizetype i = 0; i < vector["delays_ms"_L1].toArray().size(); ++i)
        delays.append(backoff.next().count());
    QCOMPARE(difference(delays, vector["delays_ms"_L1], {}), QString());
}

void TestResilienceVectors::policiesActAsRecorded_data()
{
    QTest::addColumn<QJsonObject>("vector");
    const QJsonObject onPurpose = differences();
    for (const QJsonValue vector : load(kVectors)["vectors"_L1].toArray()) {
        const QString id = vector["id"_L1].toString();
        if (!onPurpose.contains(id))
            QTest::newRow(qPrintable(id)) << vector.toObject();
    }
}

void TestResilienceVectors::policiesActAsRecorded()
{
    QFETCH(QJsonObject, vector);
    vectors::PolicyExecutor executor;
    QCOMPARE(difference(executor.run(vector), vector["expected"_L1], {}), QString());
}

void TestResilienceVectors::policiesDifferOnPurpose_data()
{
    QTest::addColumn<QJsonObject>("vector");
    QTest::addColumn<QJsonValue>("ours");
    const QJsonObject onPurpose = differences();
    for (const QJsonValue vector : load(kVectors)["vectors"_L1].toArray()) {
        const QString id = vector["id"_L1].toString();
        const QJsonObject entry = onPurpose[id].toObject();
        if (!entry.isEmpty()) {
            const QString row = entry["reason"_L1].toString() + u": "_s + id;
            QTest::newRow(qPrintable(row)) << vector.toObject() << entry["expected"_L1];
        }
    }
}

void TestResilienceVectors::policiesDifferOnPurpose()
{
    QFETCH(QJsonObject, vector);
    QFETCH(QJsonValue, ours);
    vectors::PolicyExecutor executor;
    const QJsonObject actual = executor.run(vector);
    QCOMPARE(difference(actual, ours, {}), QString());
    QVERIFY2(!difference(actual, vector["expected"_L1], {}).isEmpty(), "no longer a difference");
}

void TestResilienceVectors::everyVectorIsTried()
{
    const QJsonObject all = load(kVectors);
    QCOMPARE(all["vectors"_L1].toArray().size(), 71);
    QCOMPARE(all["backoff_generators"_L1].toArray().size(), 64);
    QCOMPARE(differences().size(), 8);
}

QTEST_GUILESS_MAIN(TestResilienceVectors)
#include "tst_resiliencevectors.moc"
