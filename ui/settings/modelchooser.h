// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/models/modeltable.h"

#include <QByteArray>
#include <QDate>
#include <QList>
#include <QToolButton>

class QLineEdit;

namespace ui {

/// The models that ModelChooser offers.
struct ModelOffer
{
    QList<QByteArray> listed; ///< the backend's model ids, sorted; empty: the list is not known
    proxy::ModelTable models; ///< knows when a model ends
    QDate day; ///< today
};

/// A button beside the editor of a list of models. Its menu adds `keep` or one of the backend's
/// models to the list. A model that ends is shown with its last day; a model that has ended can't
/// be chosen.
class ModelChooser final : public QToolButton
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ModelChooser)

public:
    /// @p edit must outlive this.
    ModelChooser(const ModelOffer &offer, QLineEdit *edit, QWidget *parent = nullptr);

private:
    void offerModel(const QByteArray &model, const ModelOffer &offer);
    void add(const QString &model);

    QLineEdit *m_edit;
};

} // namespace ui
