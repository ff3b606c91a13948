// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/status/modelwarnings.h"

#include "proxy/config/proxyconfig.h"
#include "proxy/engine/modelwatch.h"
#include "proxy/models/modeltable.h"

#include <QTest>

using proxy::ModelWarning;
using proxy::modelWarnings;
using proxy::ModelWarnings;
using proxy::needDoing;
using proxy::ProxyConfig;
using Kind = proxy::ModelWarning::Kind;
using Names = QList<QByteArray>;

namespace {

const Names kOldBackend {"claude-haiku-4-5-20251001", "claude-sonnet-4-5-20250929"};

QByteArrayList urgent(const ModelWarnings &warnings)
{
    QByteArrayList texts;
    for (const ModelWarning &warning : warnings) {
        if (warning.needsDoing)
            texts.append(sentence(warning).utf8());
    }
    return texts;
}

} // namespace

class TestModelWarnings final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aTargetInUseIsToldOfThirtyDaysBefore();
    void whatTakesItsPlaceIsNamed();
    void aTargetThatIsNotInUseNeedsNothingDone();
    void aCellWithoutAUsableTargetIsToldAtOnce();
    void aBackendThatListsNothingIsToldAtOnce();
    void theUsersOwnMapIsCheckedWhole();
    void anOldTableIsToldOf();
    void withAutoOnlyServedFamiliesAreChecked();
    void eachWarningIsToldOnceADay();
    void whoAnsweredInAnothersPlaceIsToldOnceADay();
};

void TestModelWarnings::aTargetInUseIsToldOfThirtyDaysBefore()
{
    const ProxyConfig config;
    QVERIFY(!needDoing(modelWarnings(config, &kOldBackend, QDate(2026, 10, 30))));
    const auto warnings = modelWarnings(config, &kOldBackend, QDate(2026, 10, 31));
    QVERIFY(needDoing(warnings));
    QCOMPARE(warnings.front().kind, Kind::Ending);
    QCOMPARE(urgent(warnings).first(),
             QByteArray("claude-sonnet-4-5-20250929 (anthropic medium) ends on 2026-11-30; nothing "
                        "in the map takes its place"));
}

void TestModelWarnings::whatTakesItsPlaceIsNamed()
{
    ProxyConfig config;
    config.router.modelMap.hard = {QStringLiteral("claude-sonnet-4-5"),
                                   QStringLiteral("claude-sonnet-4-6")};
    const Names listed = kOldBackend + Names {"claude-sonnet-4-6"};
    QVERIFY(urgent(modelWarnings(config, &listed, QDate(2026, 11, 29)))
                .contains("claude-sonnet-4-5 (anthropic hard) ends on 2026-11-30; "
                          "claude-sonnet-4-6 is used from then on"));
    QVERIFY(urgent(modelWarnings(config, &listed, QDate(2026, 12, 1)))
                .contains("claude-sonnet-4-5 (anthropic hard) ended on 2026-11-30; "
                          "claude-sonnet-4-6 is used"));
}

void TestModelWarnings::aTargetThatIsNotInUseNeedsNothingDone()
{
    const Names listed = kOldBackend + Names {"claude-sonnet-5-5", "claude-haiku-5-5"};
    const auto warnings = modelWarnings({}, &listed, QDate(2026, 11, 29));
    QVERIFY(!warnings.empty());
    QVERIFY(!needDoing(warnings));
}

void TestModelWarnings::aCellWithoutAUsableTargetIsToldAtOnce()
{
    const Names listed {"claude-haiku-4-5-20251001"};
    const auto warnings = modelWarnings({}, &listed, QDate(2026, 11, 29));
    QCOMPARE(warnings.front().kind, Kind::NoTarget);
    QCOMPARE(urgent(warnings).first(),
             QByteArray("no target of anthropic medium is usable: such requests keep their model"));
}

void TestModelWarnings::aBackendThatListsNothingIsToldAtOnce()
{
    ProxyConfig config;
    config.router.provider = proxy::RouterProvider::Auto;
    const Names nothing;
    const auto warnings = modelWarnings(config, &nothing, QDate(2026, 11, 29));
    QVERIFY(needDoing(warnings));
    QCOMPARE(warnings.front().kind, Kind::NoTarget);
}

void TestModelWarnings::theUsersOwnMapIsCheckedWhole()
{
    ProxyConfig config;
    config.router.modelMap.easy = {QStringLiteral("claude-haiku-4-5"), QStringLiteral("my-model")};
    QVERIFY(urgent(modelWarnings(config, &kOldBackend, QDate(2026, 11, 1)))
                .contains("my-model (anthropic easy) is not in the backend's list; "
                          "claude-haiku-4-5 is used"));
    config.router.modelMap.easy = {QStringLiteral("keep")};
    const auto kept = modelWarnings(config, &kOldBackend, QDate(2026, 10, 1));
    QVERIFY(!needDoing(kept));
}

void TestModelWarnings::anOldTableIsToldOf()
{
    const proxy::ModelTable table;
    const QDate asOf = QDate::fromString(QString::fromLatin1(table.asOf()), Qt::ISODate);
    const Names listed = table.ids();
    const auto isOld = [&](int days) {
        const auto warnings = modelWarnings({}, &listed, asOf.addDays(days));
        return std::any_of(warnings.begin(), warnings.end(), [](const ModelWarning &warning) {
            return warning.kind == Kind::OldTable && warning.needsDoing;
        });
    };
    QVERIFY(!isOld(60));
    QVERIFY(isOld(61));
}

void TestModelWarnings::withAutoOnlyServedFamiliesAreChecked()
{
    ProxyConfig config;
    config.router.provider = proxy::RouterProvider::Auto;
    const Names listed = kOldBackend;
    for (const ModelWarning &warning : modelWarnings(config, &listed, QDate(2026, 11, 29)))
        QVERIFY2(warning.cell.startsWith("anthropic"), warning.cell.constData());
}

void TestModelWarnings::eachWarningIsToldOnceADay()
{
    QByteArrayList told;
    proxy::ModelWatch watch(
        [&told](const ModelWarning &warning) { told << sentence(warning).utf8(); });
    const auto config = std::make_shared<const ProxyConfig>();
    const auto listed =
        std::make_shared<const proxy::ModelList>(kOldBackend.begin(), kOldBackend.end());
    QCOMPARE(watch.look(config, listed, QDate(2026, 11, 20)).size(), size_t(2));
    QCOMPARE(told.size(), 2);
    // A list that was fetched again says nothing new.
    (void)watch.look(config, std::make_shared<const proxy::ModelList>(*listed),
                     QDate(2026, 11, 20));
    QCOMPARE(told.size(), 2);
    (void)watch.look(config, listed, QDate(2026, 11, 21));
    QCOMPARE(told.size(), 4);
}

void TestModelWarnings::whoAnsweredInAnothersPlaceIsToldOnceADay()
{
    QByteArrayList told;
    proxy::ModelWatch watch(
        [&told](const ModelWarning &warning) { told << sentence(warning).utf8(); });
    const auto config = std::make_shared<const ProxyConfig>();
    const proxy::ModelTable table;
    const Names ids = table.ids();
    const auto listed = std::make_shared<const proxy::ModelList>(ids.begin(), ids.end());
    const QDate day(2026, 11, 29);
    const size_t before = watch.look(config, listed, day).size();
    told.clear();
    watch.noteSubstitution("claude-opus-5-5", "claude-opus-5", day);
    watch.noteSubstitution("claude-opus-5-5", "claude-opus-5", day);
    QCOMPARE(told, QByteArrayList {"claude-opus-5-5 was sent and claude-opus-5 answered"});
    QCOMPARE(watch.look(config, listed, day).size(), before + 1);
    // Other settings do not forget it; another day does, until it happens again.
    QCOMPARE(watch.look(std::make_shared<const ProxyConfig>(), listed, day).size(), before + 1);
    QCOMPARE(told.size(), 1);
    QCOMPARE(watch.look(config, listed, day.addDays(1)).size(), before);
    watch.noteSubstitution("claude-opus-5-5", "claude-opus-5", day.addDays(1));
    QCOMPARE(told.size(), 2);
    for (int i = 0; i < 100; ++i)
        watch.noteSubstitution("claude-opus-5-5", "m" + QByteArray::number(i), day.addDays(1));
    QCOMPARE(watch.look(config, listed, day.addDays(1)).size(), before + 8);
}

QTEST_GUILESS_MAIN(TestModelWarnings)
#include "tst_modelwarnings.moc"
