// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/color_vision.h"

#include <QImage>
#include <QSizeF>
#include <QWidget>

#include <memory>

class QComboBox;
class QLabel;
class QScrollArea;

namespace neurograft {

class AnnotationPage;
struct FigureScene;

/// A figure as it will be on paper: at true size on this screen, enlarged or fitted in, seen with
/// typical colour vision, another, or in grey. Its parts are "<name>" (the picture), "<name>.zoom",
/// "<name>.vision", "<name>.scroll", and "<first part of the name>.size".
class FigurePreview : public QWidget {
    Q_OBJECT

public:
    explicit FigurePreview(const QString& name, QWidget* parent = nullptr);

    /// Resolution the picture is wanted in for the present zoom, pixels per inch of paper; for
    /// "fit", of the page as it was last shown.
    double wantedDpi() const;
    /// A picture of @p scene, drawn with wantedDpi().
    void setPage(const QImage& image, std::shared_ptr<const FigureScene> scene);
    /// Nothing to see: says why.
    void setMessage(const QString& text);
    /// The picture itself, where it can be annotated.
    AnnotationPage* page() const { return m_page; }

Q_SIGNALS:
    /// The zoom or the screen asks for a picture in another resolution.
    void pageWanted();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    double screenDpi() const;
    void showPage();

    AnnotationPage* m_page;
    QScrollArea* m_scroll;
    QComboBox* m_zoom;
    QComboBox* m_vision;
    QLabel* m_size;
    QImage m_image;
    QSizeF m_sizeMm;
};

} // namespace neurograft
