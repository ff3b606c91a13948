// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/rewrite/requestbody.h"

#include <QTest>

using proxy::ByteRange;
using proxy::RequestBody;

namespace {

const QByteArray kPlain = R"({"model":"big","n":1.10})";
const QByteArray kChanged = R"({"model":"small","n":1.10})";
const QByteArray kCoded = "coded bytes";
constexpr ByteRange kModel {9, 14};
constexpr ByteRange kNowhere {-1, -1};
constexpr qint64 kPlenty = 1024;

const std::optional<proxy::BodyEdit> kNoEdit;
const std::optional<proxy::BodyEdit> kEdit = proxy::BodyEdit {kModel, R"("small")"};

} // namespace

class TestRequestBody final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aKeptModelGoesOutAsItCame();
    void aRoutedModelStandsInTheBodyAndNowhereElse();
    void theOriginalComesBackByteForByte();
    void aCompressedBodyGoesOutAsItCameWhenItsModelStays();
    void aCompressedBodyGoesOutPlainWhenItsModelChanges();
    void aCompressedBodyGoesOutPlainWhenItIsConverted();
    void aCompressedBodyGoesOutAsItCameOnceItsChangeIsTakenBack();
    void aBodyThatNobodyElseHoldsIsChangedInPlace();
    void aKeptBodyIsNotHeldAfterItWentOut();
    void plainCopiesCountUntilTheyAreReleased();
    void aPlainCopyBeyondTheBudgetIsNotTaken();
    void theShareMovesWithTheBody();
};

void TestRequestBody::aKeptModelGoesOutAsItCame()
{
    RequestBody body(kPlain);
    const RequestBody::Outgoing sent = body.outgoing(kNoEdit, false);
    QCOMPARE(sent.bytes, kPlain);
    QCOMPARE(sent.plain, kPlain);
    QVERIFY(!sent.isDecoded);
    QCOMPARE(sent.changed, kNowhere);
    QCOMPARE(sent.growth, 0);
}

void TestRequestBody::aRoutedModelStandsInTheBodyAndNowhereElse()
{
    RequestBody body(kPlain);
    const RequestBody::Outgoing sent = body.outgoing(kEdit, false);
    QCOMPARE(sent.bytes, kChanged);
    QCOMPARE(sent.plain, kChanged);
    QCOMPARE(sent.changed, (ByteRange {9, 16}));
    QCOMPARE(sent.growth, 2);
}

void TestRequestBody::theOriginalComesBackByteForByte()
{
    RequestBody body(kPlain);
    QCOMPARE(body.outgoing(kEdit, false).bytes, kChanged);
    body.restoreOriginal();
    QCOMPARE(body.plain(), kPlain);
    QCOMPARE(body.outgoing(kNoEdit, false).bytes, kPlain);
}

void TestRequestBody::aCompressedBodyGoesOutAsItCameWhenItsModelStays()
{
    RequestBody::PlainBudget budget;
    RequestBody body(kCoded);
    QVERIFY(body.addPlain(kPlain, budget, kPlenty));
    QCOMPARE(body.plain(), kPlain);
    const RequestBody::Outgoing sent = body.outgoing(kNoEdit, false);
    QCOMPARE(sent.bytes, kCoded);
    QCOMPARE(sent.plain, kPlain);
    QVERIFY(!sent.isDecoded);
}

void TestRequestBody::aCompressedBodyGoesOutPlainWhenItsModelChanges()
{
    RequestBody::PlainBudget budget;
    RequestBody body(kCoded);
    QVERIFY(body.addPlain(kPlain, budget, kPlenty));
    const RequestBody::Outgoing sent = body.outgoing(kEdit, false);
    QCOMPARE(sent.bytes, kChanged);
    QVERIFY(sent.isDecoded);
}

void TestRequestBody::aCompressedBodyGoesOutPlainWhenItIsConverted()
{
    RequestBody::PlainBudget budget;
    RequestBody body(kCoded);
    QVERIFY(body.addPlain(kPlain, budget, kPlenty));
    const RequestBody::Outgoing sent = body.outgoing(kNoEdit, true);
    QCOMPARE(sent.bytes, kPlain);
    QVERIFY(sent.isDecoded);
}

void TestRequestBody::aCompressedBodyGoesOutAsItCameOnceItsChangeIsTakenBack()
{
    RequestBody::PlainBudget budget;
    RequestBody body(kCoded);
    QVERIFY(body.addPlain(kPlain, budget, kPlenty));
    QCOMPARE(body.outgoing(kEdit, false).bytes, kChanged);
    body.restoreOriginal();
    const RequestBody::Outgoing sent = body.outgoing(kNoEdit, false);
    QCOMPARE(sent.bytes, kCoded);
    QVERIFY(!sent.isDecoded);
}

void TestRequestBody::aBodyThatNobodyElseHoldsIsChangedInPlace()
{
    QByteArray own = R"({"model":"longer-name"})";
    const char *place = own.constData();
    RequestBody body(std::move(own));
    const RequestBody::Outgoing sent =
        body.outgoing(proxy::BodyEdit {{9, 22}, R"("small")"}, false);
    QCOMPARE(sent.bytes, R"({"model":"small"})");
    QCOMPARE(static_cast<const void *>(sent.bytes.constData()), static_cast<const void *>(place));
}

void TestRequestBody::aKeptBodyIsNotHeldAfterItWentOut()
{
    RequestBody body(QByteArray(100, 'x'));
    RequestBody::Outgoing sent = body.outgoing(kNoEdit, false);
    QVERIFY(body.plain().isNull());
    sent.plain = {};
    QVERIFY(sent.bytes.isDetached());
}

void TestRequestBody::plainCopiesCountUntilTheyAreReleased()
{
    RequestBody::PlainBudget budget {.used = 10};
    {
        RequestBody first(kCoded);
        RequestBody second(kCoded);
        QVERIFY(first.addPlain(kPlain, budget, kPlenty));
        QVERIFY(second.addPlain(kPlain, budget, kPlenty));
        QCOMPARE(budget.used, 10 + 2 * kPlain.size());
        first.release();
        first.release();
        QVERIFY(first.plain().isNull());
        QCOMPARE(budget.used, 10 + kPlain.size());
    }
    QCOMPARE(budget.used, 10);
}

void TestRequestBody::aPlainCopyBeyondTheBudgetIsNotTaken()
{
    RequestBody::PlainBudget budget {.used = 10};
    RequestBody body(kCoded);
    QVERIFY(!body.addPlain(kPlain, budget, 9 + kPlain.size()));
    QCOMPARE(budget.used, 10);
    QCOMPARE(body.plain(), kCoded);
    QVERIFY(body.addPlain(kPlain, budget, 10 + kPlain.size()));
}

void TestRequestBody::theShareMovesWithTheBody()
{
    RequestBody::PlainBudget budget;
    RequestBody taken;
    {
        RequestBody body(kCoded);
        QVERIFY(body.addPlain(kPlain, budget, kPlenty));
        taken = std::move(body);
    }
    QCOMPARE(budget.used, kPlain.size());
    QCOMPARE(taken.outgoing(kNoEdit, false).bytes, kCoded);
    taken = RequestBody();
    QCOMPARE(budget.used, 0);
}

QTEST_GUILESS_MAIN(TestRequestBody)
#include "tst_requestbody.moc"
