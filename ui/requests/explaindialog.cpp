// SPDX-License-Identifier: LicenseRef-Private
#include "ui/requests/explaindialog.h"

#include "proxy/accounting/cost.h"
#include "proxy/exchange/textjson.h"
#include "proxy/models/modeltable.h"
#include "ui/host/proxysource.h"
#include "ui/look/humanformat.h"
#include "ui/models/exchangecolumns.h"
#include "ui/words/enginecode.h"
#include "ui/words/enginetext.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QPushButton>
#include <QSplitter>
#include <QTextBrowser>
#include <QTreeWidget>
#include <QUrlQuery>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

constexpr int kDeadlineMs = 5000;
constexpr qint64 kMaxAnswer = 1024 * 1024;
constexpr qsizetype kMaxAnswers = 16;
constexpr qsizetype kMaxSteps = 100;

QString reasonsHtml(const QJsonArray &trace)
{
    QStringList lines;
    for (const auto entry : trace) {
        const QJsonObject step = entry.toObject();
        if (lines.size() >= kMaxSteps)
            break;
        QString line = engineStep(step["step"_L1].toString().toUtf8()).toHtmlEscaped() + u": <b>"_s
                       + engineCode(step["result"_L1].toString().toUtf8()).toHtmlEscaped()
                       + u"</b>"_s;
        const QString detail = step.contains("said"_L1)
                                   ? engineText(proxy::textFromJson(step["said"_L1]))
                                   : step["detail"_L1].toString();
        if (!detail.isEmpty())
            line += u" — "_s + detail.toHtmlEscaped();
        lines << line;
    }
    return lines.join(u"<br>"_s);
}

QString costAt(const QByteArray &model, const proxy::Usage &usage)
{
    static const proxy::ModelTable kTable;
    const proxy::ModelFacts *facts = kTable.find(model);
    const auto cost = facts == nullptr ? std::nullopt : proxy::costOf(usage, facts->price);
    return cost ? humanMoney(inDollars(*cost)) : u"–"_s;
}

ExplainedAnswer explained(const QJsonObject &decision, const proxy::Usage &usage, bool isAsked)
{
    const QByteArray difficulty = decision["difficulty"_L1].toString().toUtf8();
    const QByteArray model = decision["selected_model"_L1].toString().toUtf8();
    return {.said = isAsked ? difficultyText(
                        proxy::difficultyFromLabel(difficulty).value_or(proxy::Difficulty::None))
                            : QString(),
            .model = QString::fromUtf8(model),
            .why = engineCode(decision["routing"_L1].toString().toUtf8()),
            .cost = usage.isKnown() ? costAt(model, usage) : u"–"_s,
            .reasonsHtml = reasonsHtml(decision["trace"_L1].toArray())};
}

} // namespace

ExplainDialog::ExplainDialog(const proxy::Exchange &exchange, const ProxySource &source,
                             QWidget *parent)
    : QDialog(parent)
    , m_exchange(exchange)
    , m_intro(new QLabel)
    , m_answers(new QTreeWidget)
    , m_reasons(new QTextBrowser)
{
    setWindowTitle(tr("What would be decided now"));
    m_intro->setWordWrap(true);
    m_intro->setText(
        exchange.classifiedText.isEmpty()
            ? tr("Asked with the model and endpoint of this request; its text was not recorded. "
                 "Where Morph would be asked, what follows from each of its answers is told.")
            : tr("Asked with the model, endpoint and recorded text of this request. Where Morph "
                 "would be asked, what follows from each of its answers is told."));
    m_answers->setHeaderLabels(
        {tr("Morph says"), tr("Model"), tr("Why"), tr("Cost of this request's tokens")});
    m_answers->setRootIsDecorated(false);
    m_answers->setAllColumnsShowFocus(true);
    m_answers->setAccessibleName(windowTitle());
    m_reasons->setAccessibleName(tr("Reasons"));
    auto *parts = new QSplitter(Qt::Vertical);
    parts->addWidget(m_answers);
    parts->addWidget(m_reasons);
    parts->setStretchFactor(1, 1);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    m_copy = buttons->addButton(tr("&Copy as JSON"), QDialogButtonBox::ActionRole);
    m_copy->setEnabled(false);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(QString::fromUtf8(m_json)); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_answers, &QTreeWidget::currentItemChanged, this, &ExplainDialog::showReasons);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_intro);
    layout->addWidget(parts, 1);
    layout->addWidget(buttons);
    resize(720, 480);
    m_network.setProxy(QNetworkProxy::NoProxy);
    ask(source);
}

void ExplainDialog::ask(const ProxySource &source)
{
    QUrl url(source.baseUrl() + u"/router/explain"_s);
    QUrlQuery query;
    query.addQueryItem(u"path"_s, QString::fromUtf8(m_exchange.target).section(u'?', 0, 0));
    url.setQuery(query);
    QNetworkRequest request(url);
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    request.setRawHeader("Authorization", "Bearer " + source.controlToken());
    request.setTransferTimeout(kDeadlineMs);
    QNetworkReply *reply = m_network.post(request, bodyToExplain(m_exchange));
    connect(reply, &QNetworkReply::finished, this, [this, reply] { read(reply); });
}

void ExplainDialog::read(QNetworkReply *reply)
{
    reply->deleteLater();
    m_json = reply->read(kMaxAnswer);
    if (reply->error() != QNetworkReply::NoError)
        return m_reasons->setPlainText(
            tr("The proxy did not explain it: %1").arg(reply->errorString()));
    const QJsonObject answer = QJsonDocument::fromJson(m_json).object();
    m_copy->setEnabled(true);
    m_explained = explainedAnswers(answer, m_exchange.usage);
    if (m_explained.empty())
        return m_reasons->setPlainText(
            tr("Requests to this endpoint are not routed: they pass unchanged."));
    for (const ExplainedAnswer &each : m_explained) {
        auto *item =
            new QTreeWidgetItem(m_answers, {each.said.isEmpty() ? tr("(is not asked)") : each.said,
                                            each.model, each.why, each.cost});
        item->setTextAlignment(3, Qt::AlignRight | Qt::AlignVCenter);
    }
    for (int column = 0; column < m_answers->columnCount(); ++column)
        m_answers->resizeColumnToContents(column);
    m_answers->setCurrentItem(m_answers->topLevelItem(0));
    m_answers->setFocus();
}

void ExplainDialog::showReasons()
{
    const int row = m_answers->indexOfTopLevelItem(m_answers->currentItem());
    if (row >= 0 && row < static_cast<int>(m_explained.size()))
        m_reasons->setHtml(m_explained[static_cast<size_t>(row)].reasonsHtml);
}

std::vector<ExplainedAnswer> explainedAnswers(const QJsonObject &answer, const proxy::Usage &usage)
{
    std::vector<ExplainedAnswer> rows;
    if (answer.contains("decision"_L1))
        rows.push_back(explained(answer["decision"_L1].toObject(), usage, false));
    for (const auto decision : answer["answers"_L1].toArray()) {
        if (static_cast<qsizetype>(rows.size()) < kMaxAnswers)
            rows.push_back(explained(decision.toObject(), usage, true));
    }
    return rows;
}

QByteArray bodyToExplain(const proxy::Exchange &exchange)
{
    const QString text =
        exchange.classifiedText.isEmpty() ? u"…"_s : QString::fromUtf8(exchange.classifiedText);
    const QJsonArray messages {QJsonObject {{u"role"_s, u"user"_s}, {u"content"_s, text}}};
    QJsonObject body {{u"model"_s, QString::fromUtf8(exchange.decision.askedModel())}};
    body[exchange.dialect == proxy::Dialect::OpenAiResponses ? u"input"_s : u"messages"_s] =
        messages;
    return QJsonDocument(body).toJson(QJsonDocument::Compact);
}

} // namespace ui
