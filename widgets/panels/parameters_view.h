// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QWidget>

class QAction;
class QCheckBox;
class QComboBox;
class QGridLayout;
class QLabel;
class QSpinBox;
class QStackedWidget;
class QTabWidget;

namespace neurograft {

class AdapterNeurons;
class AdapterNeuronsPanel;
class EmptyPage;
class FlowLayout;
class LossPlot;
class MapPanels;
class ParameterSession;
class RunPlace;
class SpectrumDistancePanel;
class ToggleButton;

/// View Parameters of workspace Compare (ux.md U3): which adapters are compared, a chart per module
/// with a series per adapter and cosine (or one other table), beside them the same numbers as maps
/// of modules × layers; of the layer and module that were chosen the singular values, the neurons
/// changed most and how far the spectra of both models lie apart. Object name "parametersView", its
/// charts "curve.<module>", its maps "parameterMap.<adapter>".
class ParametersView : public QWidget {
    Q_OBJECT

public:
    /// Entries of the menus; they outlive the view.
    struct Actions {
        QAction* run = nullptr;
        QAction* cancel = nullptr;
        QAction* addAdapter = nullptr;
    };
    /// @param neurons of the point looked at; it and @p session outlive the view
    ParametersView(ParameterSession* session, AdapterNeurons* neurons, const Actions& actions,
                   QWidget* parent = nullptr);

    ParameterSession* session() const { return m_session; }
    /// What the charts show: "" for the cosines, "norm_ratio", …
    QString table() const;
    void setTable(const QString& table);
    bool hasSameRange() const;
    LossPlot* curve(const QString& module) const { return m_charts.value(module); }
    LossPlot* spectrum() const { return m_spectrum; }
    MapPanels* maps() const { return m_maps; }
    SpectrumDistancePanel* distances() const { return m_distances; }
    bool areMapsShown() const;
    /// What the keyboard is in: what an export means first.
    enum class Part { Charts, Maps, Spectrum, Distances };
    Part focusedPart() const;
    /// The point looked at: module and layer; empty and −1 before one is chosen.
    QString module() const { return m_module; }
    int layer() const { return m_layer; }
    void choose(const QString& module, int layer);
    /// A layer of the student is selected elsewhere; −1: none.
    void showLayer(int layer);
    void focusContent();

Q_SIGNALS:
    void hovered(const QString& text);
    /// A point of a chart was chosen.
    void pointChosen(const QString& module, int layer);
    /// A cell of the distances of spectra was chosen.
    void cellChosen(const QString& module, int student, int teacher);
    /// A changed neuron of the student was chosen.
    void neuronChosen(int layer, const QString& module, int index);
    void copyWanted(const QString& text, const QString& toast);

private:
    QWidget* makeChoices();
    QWidget* makeLook();
    QWidget* makeCharts();
    LossPlot* makeChart(const QString& module);
    void showAdapters();
    void showOptions();
    void showState();
    void showResult();
    void showCharts();
    QWidget* makeMaps();
    QWidget* makeDetails();
    void showMaps();
    void showSpectrum();
    void showDetails();
    void arrange();

    ParameterSession* m_session;
    QWidget* m_adapters;
    FlowLayout* m_adapterLine;
    QCheckBox* m_spectra;
    QSpinBox* m_subspace;
    RunPlace* m_runPlace;
    QComboBox* m_table;
    ToggleButton* m_sameRange;
    ToggleButton* m_mapToggle;
    QWidget* m_look;
    QStackedWidget* m_stack;
    EmptyPage* m_empty;
    QWidget* m_chartArea;
    QGridLayout* m_chartGrid;
    LossPlot* m_spectrum;
    QLabel* m_facts;
    QWidget* m_mapPlace;
    MapPanels* m_maps;
    QTabWidget* m_details;
    AdapterNeuronsPanel* m_neurons;
    SpectrumDistancePanel* m_distances;
    QLabel* m_remark;
    QLabel* m_footer;
    QMap<QString, LossPlot*> m_charts; ///< by module
    QStringList m_modules; ///< shown, in order
    QString m_module;
    int m_layer = -1;
};

} // namespace neurograft
