// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/status/modelnotices.h"

#include "proxy/config/proxyconfig.h"
#include "proxy/engine/modelwatch.h"
#include "proxy/models/modeltable.h"

#include <QTest>

using proxy::ModelNotice;
using proxy::modelNotices;
using proxy::ModelNotices;
using proxy::needDoing;
using proxy::ProxyConfig;
using Kind = proxy::ModelNotice::Kind;
using Names = QList<QByteArray>;

namespace {

const Names kOldBackend {"claude-haiku-4-5-20251001", "claude-sonnet-4-5-20250929"};

QByteArrayList urgent(const ModelNotices &notices)
{
    QByteArrayList texts;
    for (const ModelNotice &notice : notices) {
        if (notice.needsDoing)
            texts.append(sentence(notice).utf8());
    }
    return texts;
}

} // namespace

class TestModelNotices final : public QObject
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
    void eachNoticeIsToldOnceADay();
    void whoAnsweredInAnothersPlaceIsToldOnceADay();
};

void TestModelNotices::aTargetInUseIsToldOfThirtyDaysBefore()
{
    const ProxyConfig config;
    QVERIFY(!needDoing(modelNotices(config, &kOldBackend, QDate(2026, 10, 30))));
    const auto notices = modelNotices(config, &kOldBackend, QDate(2026, 10, 31));
    QVERIFY(needDoing(notices));
    QCOMPARE(notices.front().kind, Kind::Ending);
    QCOMPARE(urgent(notices).first(),
             QByteArray("claude-sonnet-4-5-20250929 (anthropic medium) ends on 2026-11-30; nothing "
                        "in the map takes its place"));
}

void TestModelNotices::whatTakesItsPlaceIsNamed()
{
    ProxyConfig config;
    config.router.modelMap.hard = {QStringLiteral("claude-sonnet-4-5"),
                                   QStringLiteral("claude-sonnet-4-6")};
    const Names listed = kOldBackend + Names {"claude-sonnet-4-6"};
    QVERIFY(urgent(modelNotices(config, &listed, QDate(2026, 11, 29)))
                .contains("claude-sonnet-4-5 (anthropic hard) ends on 2026-11-30; "
                          "claude-sonnet-4-6 is used from then on"));
    QVERIFY(urgent(modelNotices(config, &listed, QDate(2026, 12, 1)))
                .contains("claude-sonnet-4-5 (anthropic hard) ended on 2026-11-30; "
                          "claude-sonnet-4-6 is used"));
}

void TestModelNotices::aTargetThatIsNotInUseNeedsNothingDone()
{
    const Names listed = kOldBackend + Names {"claude-sonnet-5-5", "claude-haiku-5-5"};
    const auto notices = modelNotices({}, &listed, QDate(2026, 11, 29));
    QVERIFY(!notices.empty());
    QVERIFY(!needDoing(notices));
}

void TestModelNotices::aCellWithoutAUsableTargetIsToldAtOnce()
{
    const Names listed {"claude-haiku-4-5-20251001"};
    const auto notices = modelNotices({}, &listed, QDate(2026, 11, 29));
    QCOMPARE(notices.front().kind, Kind::NoTarget);
    QCOMPARE(urgent(notices).first(),
             QByteArray("no target of anthropic medium is usable: such requests keep their model"));
}

void TestModelNotices::aBackendThatListsNothingIsToldAtOnce()
{
    ProxyConfig config;
    config.router.provider = proxy::RouterProvider::Auto;
    const Names nothing;
    const auto notices = modelNotices(config, &nothing, QDate(2026, 11, 29));
    QVERIFY(needDoing(notices));
    QCOMPARE(notices.front().kind, Kind::NoTarget);
}

void TestModelNotices::theUsersOwnMapIsCheckedWhole()
{
    ProxyConfig config;
    config.router.modelMap.easy = {QStringLiteral("claude-haiku-4-5"), QStringLiteral("my-model")};
    QVERIFY(urgent(modelNotices(config, &kOldBackend, QDate(2026, 11, 1)))
                .contains("my-model (anthropic easy) is not in the backend's list; "
                          "claude-haiku-4-5 is used"));
    config.router.modelMap.easy = {QStringLiteral("keep")};
    const auto kept = modelNotices(config, &kOldBackend, QDate(2026, 10, 1));
    QVERIFY(!needDoing(kept));
}

void TestModelNotices::anOldTableIsToldOf()
{
    const proxy::ModelTable table;
    const QDate asOf = QDate::fromString(QString::fromLatin1(table.asOf()), Qt::ISODate);
    const Names listed = table.ids();
    const auto isOld = [&](int days) {
        const auto notices = modelNotices({}, &listed, asOf.addDays(days));
        return std::any_of(notices.begin(), notices.end(), [](const ModelNotice &notice) {
            return notice.kind == Kind::OldTable && notice.needsDoing;
        });
    };
    QVERIFY(!isOld(60));
    QVERIFY(isOld(61));
}

void TestModelNotices::withAutoOnlyServedFamiliesAreChecked()
{
    ProxyConfig config;
    config.router.provider = proxy::RouterProvider::Auto;
    const Names listed = kOldBackend;
    for (const ModelNotice &notice : modelNotices(config, &listed, QDate(2026, 11, 29)))
        QVERIFY2(notice.cell.startsWith("anthropic"), notice.cell.constData());
}

void TestModelNotices::eachNoticeIsToldOnceADay()
{
    QByteArrayList told;
    proxy::ModelWatch watch(
        [&told](const ModelNotice &notice) { told << sentence(notice).utf8(); });
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

void TestModelNotices::whoAnsweredInAnothersPlaceIsToldOnceADay()
{
    QByteArrayList told;
    proxy::ModelWatch watch(
        [&told](const ModelNotice &notice) { told << sentence(notice).utf8(); });
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
    QVERIFY(watch.look(config, listed, day.addDays(1)).size() < before + 20);
}

QTEST_GUILESS_MAIN(TestModelNotices)
#include "tst_modelnotices.moc"
