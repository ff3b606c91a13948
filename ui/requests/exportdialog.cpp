// SPDX-License-Identifier: LicenseRef-Private
#include "ui/requests/exportdialog.h"

#include "proxy/core/atomicfile.h"
#include "ui/host/background.h"
#include "ui/host/proxysource.h"
#include "ui/words/enginetext.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace ui {

ExportDialog::ExportDialog(std::vector<proxy::Exchange> exchanges, const ProxySource &source,
                           TextsReader &texts, QWidget *parent)
    : QDialog(parent)
    , m_client(source)
    , m_texts(texts)
    , m_baseUrl(source.baseUrl())
    , m_format(new QComboBox)
    , m_withTexts(new QCheckBox(tr("With the &texts of requests and answers")))
    , m_note(new QLabel)
{
    for (proxy::Exchange &exchange : exchanges)
        m_whole.push_back({.exchange = std::move(exchange)});
    setWindowTitle(tr("Export %n request(s)", nullptr, static_cast<int>(m_whole.size())));
    m_format->addItem(tr("HTTP archive (HAR 1.2)"));
    m_format->addItem(tr("JSON"));
    m_format->setAccessibleName(tr("Format"));
    auto *warning = new QLabel(tr("The file then holds what was typed and answered, as far as the "
                                  "proxy keeps it in memory. Keys are masked."));
    warning->setWordWrap(true);
    m_note->setWordWrap(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_save = buttons->addButton(tr("&Save as…"), QDialogButtonBox::AcceptRole);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_save, &QPushButton::clicked, this, &ExportDialog::chooseFile);
    auto *form = new QFormLayout;
    form->addRow(tr("&Format:"), m_format);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(m_withTexts);
    layout->addWidget(warning);
    layout->addWidget(m_note);
    layout->addWidget(buttons);
    resize(440, sizeHint().height());
}

bool ExportDialog::isHar() const
{
    return m_format->currentIndex() == 0;
}

void ExportDialog::chooseFile()
{
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Export"), isHar() ? u"requests.har"_s : u"requests.json"_s,
        isHar() ? tr("HTTP archives (*.har)") : tr("JSON (*.json)"));
    if (!path.isEmpty())
        write(path);
}

void ExportDialog::write(const QString &path)
{
    m_path = path;
    m_at = 0;
    m_save->setEnabled(false);
    collect();
}

/// One exchange after another: first its headers, then its texts.
void ExportDialog::collect()
{
    if (m_at >= m_whole.size())
        return finish();
    QUrlQuery query;
    query.addQueryItem(u"id"_s, QString::fromUtf8(m_whole[m_at].exchange.id));
    m_client.get(u"/router/exchange"_s, query,
                 [this](const auto &answer) { collectHeaders(answer); });
}

void ExportDialog::collectHeaders(const proxy::Result<QJsonObject> &answer)
{
    WholeExchange &whole = m_whole[m_at];
    if (answer) {
        whole.requestHeaders = (*answer)["request"_L1].toArray();
        whole.answerHeaders = (*answer)["answer"_L1].toArray();
    }
    if (!m_withTexts->isChecked())
        return goOn();
    // The reader outlives this dialog.
    m_texts.fetch(whole.exchange.id,
                  [dialog = QPointer(this)](const std::optional<ExchangeBodies> &bodies) {
                      if (!dialog)
                          return;
                      dialog->m_whole[dialog->m_at].bodies = bodies;
                      dialog->goOn();
                  });
}

void ExportDialog::goOn()
{
    ++m_at;
    m_note->setText(tr("%1 of %2").arg(m_at).arg(m_whole.size()));
    collect();
}

void ExportDialog::finish()
{
    inBackground(
        this,
        [path = m_path, whole = m_whole, baseUrl = m_baseUrl, har = isHar()] {
            return proxy::writeFileAtomically(path, har ? harOf(whole, baseUrl) : jsonOf(whole));
        },
        [this](const proxy::Result<void> &done) {
            m_save->setEnabled(true);
            if (!done)
                return m_note->setText(engineText(done.error().detail));
            Q_EMIT written(m_path);
            accept();
        });
}

} // namespace ui
