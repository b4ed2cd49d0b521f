"""Which passwords are too easily guessed in Spanish and here, beside Django's own list (D33).

The words are our own: what people type first. A password is common when nothing but such words, years, short numbers
and signs is in it, however they are put together.
"""

from __future__ import annotations

import re
import unicodedata

# Of the institution and its work, of the country, and of every day; folded, without accents.
TYPED_FIRST = """
iess vinculo demo turno turnos seguro social afiliado afiliada codigo cedula ventanilla agencia centro sistema
administrador admin administracion supervisor auditor usuario funcionario servidor oficina trabajo publico instituto
ecuatoriano seguridad ministerio gobierno cliente juridico legal delegado prueba pruebas temporal ecuador
ecuatoriano quito guayaquil cuenca ambato loja manta machala ibarra riobamba esmeraldas portoviejo pichincha guayas
azuay manabi galapagos amazonia sierra costa barcelona emelec liga ldu nacional aucas delfin futbol seleccion
contrasena contrasenia contrasenya clave claves secreto secreta password pass acceso entrar entrada bienvenido
bienvenida cambiame cambiar nueva nuevo hola buenos dias amor teamo tequiero te quiero mi mia mio vida corazon
familia mama papa hijo hija hijos bebe princesa princesita reina angel angelito estrella cielo sol luna dios jesus
cristo maria jose juan carlos luis ana pedro pablo diego andres daniel david jorge miguel santiago sebastian
alejandro alejandra fernando fernanda gabriel gabriela valentina camila sofia isabella paola veronica patricia
carmen rosa lucia elena monica andrea mateo martin francisco javier mario marta enero febrero marzo abril mayo junio
julio agosto septiembre octubre noviembre diciembre lunes martes miercoles jueves viernes sabado domingo verano
invierno navidad rojo azul verde negro blanco amarillo gato perro caballo tigre leon mariposa delfines flor flores
chocolate uno dos tres cuatro cinco seis siete ocho nueve diez cero qwerty qwertyuiop asdf asdfgh asdfghjkl zxcvbn
zxcvbnm abc abcd abcdef abcdefg qaz wsx el la los las de del y en un una con por para tu su
"""
WORDS = frozenset(TYPED_FIRST.split())
LOOKS_LIKE = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"})
LONGEST_WORD = max(map(len, WORDS))


def is_common(password: str) -> bool:
    """Return whether a password is made of nothing but what people type first."""
    folded = _fold(password)
    bare = re.sub(r"[^a-z]+$", "", folded)
    spellings = {folded, folded.translate(LOOKS_LIKE), bare.translate(LOOKS_LIKE)}
    return any(_is_made_of_words(_letters(each)) for each in spellings)


def _fold(text: str) -> str:
    """Return the text in small letters without accents: ñ is n."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in parts if not unicodedata.combining(each))


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text)


def _is_made_of_words(letters: str) -> bool:
    """Return whether the letters are words put together; none at all, or one letter again and again, too."""
    if len(set(letters)) <= 1:
        return True
    reached = {0}
    for end in range(1, len(letters) + 1):
        starts = range(max(0, end - LONGEST_WORD), end)
        if any(start in reached and letters[start:end] in WORDS for start in starts):
            reached.add(end)
    return len(letters) in reached
