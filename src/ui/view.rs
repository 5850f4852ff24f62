//! What belongs to the window alone: nothing of it changes a token or a verdict.

use crate::jose::flaw::Part;
use crate::ui::widgets::finder::Finder;

/// The five panes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PaneName {
    /// The encoded token.
    Token,
    /// The header editor.
    Header,
    /// The claims editor.
    Claims,
    /// The keys.
    Keys,
    /// The checks.
    Validation,
}

impl PaneName {
    /// In the order of the keys that focus them.
    pub const ALL: [Self; 5] = [Self::Token, Self::Header, Self::Claims, Self::Keys, Self::Validation];

    /// The pane's title.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Token => "Token",
            Self::Header => "Header",
            Self::Claims => "Claims",
            Self::Keys => "Keys",
            Self::Validation => "Validation",
        }
    }

    /// The command that goes there.
    #[must_use]
    pub fn go_label(self) -> &'static str {
        match self {
            Self::Token => "Go to Token",
            Self::Header => "Go to Header",
            Self::Claims => "Go to Claims",
            Self::Keys => "Go to Keys",
            Self::Validation => "Go to Validation",
        }
    }
}

/// A wish that concerns the window alone, or that needs it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ask {
    /// Put the focus into a pane.
    Focus(PaneName),
    /// Fill the window with the pane in focus, or give the others back.
    Maximise,
    /// Fill the window with this pane, or give the others back.
    MaximisePane(PaneName),
    /// Arrange the panes as at first.
    ResetLayout,
    /// Change the zoom; 0 is back to normal.
    Zoom(f32),
    /// Light to dark, dark to light.
    SwitchTheme,
    /// Open or close the palette.
    Palette,
    /// Open or close help.
    Help,
    /// Open help at a page.
    HelpPage(crate::ui::help::Page),
    /// Put the focus into the search over the checks.
    FindCheck,
    /// Explain every check that is listed, or close them all.
    ExplainAll,
    /// List the checks group by group, or what failed first.
    OrderChecks,
    /// Show only the checks in this state, or all again.
    ShowState(crate::checks::State),
    /// Open or close the about box.
    About,
    /// Take the clipboard's text as a token.
    PasteToken,
    /// Copy the verdict and every check as text.
    CopyReport,
    /// Expect what the token has.
    ExpectToken,
    /// Show the token so many layers further in (or out) than the one that is shown.
    StepLayer(isize),
    /// Show this layer, counted from the outermost.
    Layer(usize),
    /// Show this signature or recipient, counted from 0.
    Entry(usize),
    /// Put the focus on the time bar.
    TimeBar,
    /// Choose the zone of local times.
    ChooseZone,
    /// Open the dialog for a secret.
    AddSecret,
    /// Open the dialog for keys.
    ImportKeys,
    /// Open the dialog for a new key.
    GenerateKey,
    /// The dialog for exporting keys, all of them ticked.
    ExportKeys,
}

/// The window's own state.
#[derive(Debug, Default)]
pub struct View {
    /// The part that is lit up in every pane, by the pointer or the caret.
    pub lit: Option<Part>,
    /// What this frame's panes ask to be lit up.
    pub next_lit: Option<Part>,
    /// Whether it is the pointer that asked in this frame: it goes before the caret.
    pub lit_by_pointer: bool,
    /// Bytes of the token that belong to the claim under the caret.
    pub lit_bytes: Option<std::ops::Range<usize>>,
    /// What this frame asks for them.
    pub next_lit_bytes: Option<std::ops::Range<usize>>,
    /// The layer that the panes show: how many tokens it is inside of.
    pub layer: usize,
    /// The signature or recipient that the panes show, counted from 0.
    pub entry: usize,
    /// It was chosen just now, and its part of the token is not in view yet.
    pub chose_entry: bool,
    /// Show an SD-JWT's payload as the issuer signed it, with its digests.
    pub as_issued: bool,
    /// The disclosures at hand, among them those that were left out of the token here.
    pub hand: Option<crate::ui::panes::disclosures::Hand>,
    /// The list of checks.
    pub checks: crate::ui::panes::validation::Checks,
    /// The policy's fields are shown.
    pub policy_open: bool,
    /// Among them those of a DPoP proof's request.
    pub policy_request: bool,
    /// The palette is open, with this text typed.
    pub palette: Option<Finder>,
    /// The list of zones is open, with this text typed.
    pub zone: Option<Finder>,
    /// The open help window.
    pub help: Option<crate::ui::help::Help>,
    /// The about box is open.
    pub about: bool,
    /// The pane to put the focus into.
    pub focus: Option<PaneName>,
    /// The pane whose first control is to take the focus: one that has no editor.
    pub focus_first: Option<PaneName>,
    /// The pane that had the pointer or the focus last.
    pub current: Option<PaneName>,
    /// The key whose secret is being shown while the button is held.
    pub revealed_key: Option<String>,
    /// The key whose details are open.
    pub open_key: Option<String>,
    /// They were opened just now, and are not in view yet.
    pub opened_key: bool,
    /// The list of keys.
    pub keys: crate::ui::panes::keys::KeyList,
    /// What is typed for the as-of time.
    pub as_of_text: String,
    /// The time bar shows its field and its steps.
    pub time_open: bool,
    /// The time bar was asked for.
    pub focus_time: bool,
    /// The drag that is going on along it.
    pub time_drag: Option<TimeDrag>,
    /// Fields of the policy while they are typed.
    pub policy_texts: PolicyTexts,
}

impl View {
    /// Whether the time to judge at is being dragged.
    #[must_use]
    pub fn is_dragging_time(&self) -> bool {
        self.time_drag.is_some_and(|drag| drag.has_moved)
    }
}

/// A drag along the time bar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimeDrag {
    /// How far from the middle of the handle it was taken.
    pub off: f32,
    /// Where it began.
    pub from: f32,
    /// Whether it led anywhere yet.
    pub has_moved: bool,
}

/// The lists of the policy as one line each, while they are typed.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct PolicyTexts {
    /// The policy these texts were made from.
    pub of: Option<crate::checks::Policy>,
    /// Issuers, separated by commas.
    pub issuers: String,
    /// Audiences, separated by commas.
    pub audiences: String,
    /// Algorithms, separated by commas.
    pub algorithms: String,
    /// Claims, separated by commas.
    pub required: String,
}
