/** What LaTeX commands look like in Unicode: symbols, accents, letters of other alphabets, super- and subscripts. */

const pairs = (text: string): Map<string, string> =>
  new Map(
    text
      .trim()
      .split(/\s+/)
      .map((pair) => pair.split("=") as [string, string]),
  );

/** Commands that stand for a character or a short word, without the backslash. */
export const SYMBOLS: ReadonlyMap<string, string> = pairs(`
  alpha=α beta=β gamma=γ delta=δ epsilon=ε varepsilon=ε zeta=ζ eta=η theta=θ vartheta=ϑ iota=ι kappa=κ lambda=λ mu=μ
  nu=ν xi=ξ omicron=ο pi=π varpi=ϖ rho=ρ varrho=ϱ sigma=σ varsigma=ς tau=τ upsilon=υ phi=φ varphi=φ chi=χ psi=ψ omega=ω
  Gamma=Γ Delta=Δ Theta=Θ Lambda=Λ Xi=Ξ Pi=Π Sigma=Σ Upsilon=Υ Phi=Φ Psi=Ψ Omega=Ω
  times=× cdot=· cdots=⋯ ldots=… dots=… div=÷ pm=± mp=∓ ast=∗ star=⋆ circ=° degree=° bullet=• otimes=⊗ oplus=⊕ odot=⊙
  leq=≤ le=≤ geq=≥ ge=≥ neq=≠ ne=≠ ll=≪ gg=≫ approx=≈ sim=~ simeq=≃ equiv=≡ propto=∝ cong=≅ mid=| parallel=∥ perp=⊥
  to=→ rightarrow=→ leftarrow=← leftrightarrow=↔ Rightarrow=⇒ Leftarrow=⇐ Leftrightarrow=⇔ mapsto=↦ uparrow=↑
  downarrow=↓ longrightarrow=→ hookrightarrow=↪
  infty=∞ partial=∂ nabla=∇ sum=∑ prod=∏ int=∫ forall=∀ exists=∃ in=∈ notin=∉ subset=⊂ subseteq=⊆ supset=⊃ cup=∪ cap=∩
  emptyset=∅ varnothing=∅ setminus=∖ land=∧ wedge=∧ lor=∨ vee=∨ neg=¬ lnot=¬ ell=ℓ hbar=ℏ Re=ℜ Im=ℑ aleph=ℵ prime=′
  dagger=† ddagger=‡ checkmark=✓ langle=⟨ rangle=⟩ lfloor=⌊ rfloor=⌋ lceil=⌈ rceil=⌉ lbrace={ rbrace=} Vert=‖ vert=|
  ss=ß ae=æ AE=Æ oe=œ OE=Œ aa=å AA=Å o=ø O=Ø l=ł L=Ł i=ı j=ȷ S=§ P=¶ copyright=© pounds=£ euro=€ textregistered=®
  texttrademark=™ textdegree=° textasciitilde=~ textasciicircum=^ textbackslash=\\ textendash=– textemdash=—
  LaTeX=LaTeX TeX=TeX
`);

/** Function names: set in letters, with a space before a letter that follows. */
export const FUNCTIONS: ReadonlySet<string> = new Set(
  "log ln exp sin cos tan tanh min max argmin argmax sup inf lim det dim ker deg gcd Pr mod bmod".split(" "),
);

/** Commands that only style, size or group what follows: they vanish and their argument stays. */
export const STYLES: ReadonlySet<string> = new Set(
  `text textbf textit texttt textsc textsf textrm textup textmd textsl textnormal emph underline mbox hbox fbox mathbf
  mathit mathtt mathsf mathrm mathcal mathscr mathfrak mathnormal boldsymbol bm bf it tt sc sf rm em operatorname ensuremath
  left right big Big bigg Bigg displaystyle textstyle scriptstyle limits nolimits protect xspace tiny small large Large
  boldmath unboldmath textsuperscript overline bar`.split(/\s+/),
);

export const SPACES: ReadonlySet<string> = new Set(
  "quad qquad enspace thinspace space newline linebreak par".split(" "),
);

/** Accent commands and the combining mark that goes after the letter. */
export const ACCENTS: ReadonlyMap<string, string> = new Map([
  ["'", "\u0301"],
  ["`", "\u0300"],
  ["^", "\u0302"],
  ['"', "\u0308"],
  ["~", "\u0303"],
  ["=", "\u0304"],
  [".", "\u0307"],
  ["c", "\u0327"],
  ["v", "\u030C"],
  ["u", "\u0306"],
  ["H", "\u030B"],
  ["k", "\u0328"],
  ["r", "\u030A"],
  ["d", "\u0323"],
  ["b", "\u0331"],
  ["hat", "\u0302"],
  ["widehat", "\u0302"],
  ["tilde", "\u0303"],
  ["widetilde", "\u0303"],
  ["dot", "\u0307"],
  ["ddot", "\u0308"],
  ["vec", "\u20D7"],
  ["acute", "\u0301"],
  ["grave", "\u0300"],
  ["check", "\u030C"],
]);

/** `\mathbb`: the double-struck capitals. */
export const BLACKBOARD: ReadonlyMap<string, string> = pairs("C=ℂ E=𝔼 H=ℍ N=ℕ P=ℙ Q=ℚ R=ℝ Z=ℤ 1=𝟙");

const shifted = (from: string, to: string): Map<string, string> => {
  const chars = [...to];
  return new Map([...from].map((char, i) => [char, chars[i] as string]));
};

export const SUPERSCRIPTS = shifted(
  "0123456789.,+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ∗*′",
  "⁰¹²³⁴⁵⁶⁷⁸⁹.,⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ**′",
);
export const SUBSCRIPTS = shifted(
  "0123456789.,+-−=()aehijklmnoprstuvxβγρφχ",
  "₀₁₂₃₄₅₆₇₈₉.,₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ",
);
